import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Device } from '../model-runtime';
import { keepHandlers } from './keep-handlers';
import { addMissingKernels } from './kernel-shim';
import type { Tensors } from './tensors';
import { type Adapter, askAdapter } from './web-gpu';

/** What computes nets, the fastest first; each is tried where the one before is not there or does not work. */
const backendsOf = {
  gpu: ['tfjs-node-gpu', 'webgpu'],
  cpu: ['tfjs-node', 'wasm', 'plain'],
} as const satisfies Record<Device, readonly BackendName[]>;

export type BackendName = 'tfjs-node-gpu' | 'tfjs-node' | 'webgpu' | 'wasm' | 'plain';

export type Backend = {
  name: BackendName;
  tf: Tensors;
  /** The graphics card, where one computes. */
  adapter: Adapter | null;
  /** The same work gives the same bits on every machine. */
  repeats: boolean;
};

export type LoadBackendOptions = {
  device: Device;
  /** Only this one. */
  only?: BackendName;
  /** Takes a processor that plays a graphics card: for tests, it is slower than the processor itself. */
  allowSoftware?: boolean;
  importModule?: (name: string) => Promise<unknown>;
};

type Opened = Omit<Backend, 'name' | 'tf'>;

/**
 * The first backend of the device that works in this process. Throws `no-backend`, with why of each, where none does: a
 * step for a graphics card is not done on processors unasked.
 */
export function loadBackend(options: LoadBackendOptions): Promise<Backend> {
  // One at a time: a backend that is asked for while another starts makes that one fail.
  const next = loading.then(
    () => loadFirst(options),
    () => loadFirst(options),
  );
  loading = next;
  return next;
}

let loading: Promise<unknown> = Promise.resolve();

async function loadFirst(options: LoadBackendOptions): Promise<Backend> {
  const names: readonly BackendName[] = options.only === undefined ? backendsOf[options.device] : [options.only];
  const tf = await import('@tensorflow/tfjs-core');
  tf.enableProdMode(); // or it greets people in their logs
  const reasons: string[] = [];
  for (const name of names) {
    try {
      const opened = await openers[name](tf, { importModule: importPackage, ...options });
      return { name, tf, ...opened };
    } catch (error) {
      reasons.push(`${name}: ${firstLine(error)}`);
    }
  }
  throw new PipelineError({
    code: 'no-backend',
    family: 'pipeline',
    place: 'Neural network › device',
    seen: reasons.join('; '),
    expected: options.device === 'gpu' ? 'a graphics card with an engine that computes on it' : 'an engine that loads',
    next:
      options.device === 'gpu'
        ? 'Choose the processor as device, or see Administration › Capabilities for what to install.'
        : 'Install Millrace anew: its packages are not complete.',
  });
}

type Opener = (
  tf: Tensors,
  options: Required<Pick<LoadBackendOptions, 'importModule'>> & LoadBackendOptions,
) => Promise<Opened>;

const openers: Record<BackendName, Opener> = {
  async 'tfjs-node-gpu'(tf, { importModule }) {
    const opened = await openNative(tf, () => importModule('@tensorflow/tfjs-node-gpu'));
    requireCard(tf.backend());
    return opened;
  },
  'tfjs-node': (tf, { importModule }) => openNative(tf, () => importModule('@tensorflow/tfjs-node')),
  webgpu: openWebGpu,
  async wasm(tf) {
    await import('@tensorflow/tfjs-backend-wasm');
    await import('@tensorflow/tfjs-backend-cpu');
    await keepHandlers(() => choose(tf, 'wasm'));
    await addMissingKernels(tf);
    return { adapter: null, repeats: true };
  },
  async plain(tf) {
    await import('@tensorflow/tfjs-backend-cpu');
    await choose(tf, 'cpu');
    return { adapter: null, repeats: false }; // exp and log are those of the machine
  },
};

/** TensorFlow's own library; how its sums are shared among threads differs from machine to machine. */
async function openNative(tf: Tensors, load: () => Promise<unknown>): Promise<Opened> {
  await restoreUtil();
  await load();
  await choose(tf, 'tensorflow');
  return { adapter: null, repeats: false };
}

/** Without the libraries of CUDA its package for graphics cards computes on processors, and says so to the console only. */
function requireCard(backend: object): void {
  if ('isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true) return;
  throw new Error('it found no graphics card it can use, or no CUDA libraries, and would compute on processors');
}

/** tfjs-node 4.22.0 asks for two functions that Node 23 and later no longer have. */
async function restoreUtil(): Promise<void> {
  const { default: util } = await import('node:util');
  const missing = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, made] of Object.entries(missing)) if (!(name in util)) Object.assign(util, { [name]: made });
}

/** The card that WebGPU computes on in this process: a second one would let go of the first, which then crashes. */
let webGpu: Opened | null = null;

async function openWebGpu(tf: Tensors, { allowSoftware, importModule }: Parameters<Opener>[1]): Promise<Opened> {
  if (webGpu !== null) {
    await choose(tf, 'webgpu');
    return webGpu;
  }
  const { gpu, globals, adapter } = await askAdapter(await importModule('webgpu'));
  if (adapter === null) throw new Error('no graphics card was found');
  if (adapter.software && allowSoftware !== true)
    throw new Error(`${adapter.name} is a processor that plays a graphics card`);
  // The backend registers only where `navigator` has a card when it is imported; Node's own one cannot be written to.
  Object.assign(globalThis, globals);
  const value = { gpu, userAgent: 'node' };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true, writable: true });
  await importModule('@tensorflow/tfjs-backend-webgpu');
  await choose(tf, 'webgpu');
  webGpu = { adapter, repeats: false };
  return webGpu;
}

async function choose(tf: Tensors, name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`the backend "${name}" does not start`);
  await tf.ready();
}

/** A package that may not be there; its name is not known to bundlers. */
function importPackage(name: string): Promise<unknown> {
  return import(name);
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n', 1)[0] ?? '';
}
