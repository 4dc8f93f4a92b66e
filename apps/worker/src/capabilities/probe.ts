import type { Capabilities, Engine, Gpu } from '@millrace/pipeline-core/workers';
import { ownKernels } from '../runtimes/dense-net/own-kernels';
import { type EngineName, engineNames, engines } from './engines';
import type { LoadedEngine } from './load-engine';

export type Probing = {
  machine: Pick<Capabilities, 'cores' | 'memoryBytes' | 'capsMemory'>;
  /** Version of an installed package; null when it is not there. */
  versionOf(name: EngineName): Promise<string | null>;
  /** Loads one in a process of its own. */
  load(name: EngineName): Promise<LoadedEngine>;
  /** The graphics card that the operating system knows. */
  findCard(): Promise<Gpu | null>;
};

/** What computes all but wide nets: always there. */
const ownEngine: Engine = {
  name: 'millrace',
  title: ownKernels.title,
  version: null,
  device: 'cpu',
  state: 'used',
  why: `Part of the product: every model except neural nets on a graphics card or with over ${ownKernels.widestLayer} cells in a hidden layer.`,
};

type Found = { engine: Engine; gpu: Gpu | null };

/** Looks up what this machine can compute with. Only what is installed is loaded, each in a process of its own. */
export async function probeCapabilities(probing: Probing): Promise<Capabilities> {
  const probes = Promise.all(engineNames.map((name) => probe(probing, name)));
  const [card, found] = await Promise.all([probing.findCard(), probes]);
  const adapter = found.find(({ gpu }) => gpu !== null)?.gpu ?? null;
  return {
    v: 1,
    ...probing.machine,
    engines: [ownEngine, ...inUse(found)],
    gpu: card ?? adapter,
    python: [],
  };
}

/** Of each device the first engine that works is used. */
function inUse(found: readonly Found[]): Engine[] {
  const first = new Map<string, Engine>();
  return found.map(({ engine }) => {
    if (engine.state !== 'ready') return engine;
    const before = first.get(engine.device);
    if (before !== undefined) return { ...engine, why: `It works; ${before.title} comes before it.` };
    first.set(engine.device, engine);
    const wide = `neural nets on processors with over ${ownKernels.widestLayer} cells in a hidden layer`;
    const what = engine.device === 'gpu' ? 'neural nets that ask for a graphics card' : wide;
    return { ...engine, state: 'used', why: `It works, and trains ${what}.` };
  });
}

async function probe(probing: Probing, name: EngineName): Promise<Found> {
  const { title, device, install } = engines[name];
  const version = await probing.versionOf(name);
  const about = { name, title, device, version };
  if (version === null) {
    const next = install === null ? '“npm ci” at the root' : `“${install}” at the root, without -w,`;
    const why = `Not installed. ${next} adds it; then start the worker again.`;
    return { engine: { ...about, state: 'absent', why }, gpu: null };
  }
  const loaded = await probing.load(name);
  if (!loaded.ok) return { engine: { ...about, state: 'broken', why: asSentence(loaded.message) }, gpu: null };
  if (loaded.gpu?.software === true) {
    const why = `It finds only ${loaded.gpu.adapter}, a processor that plays a graphics card.`;
    return { engine: { ...about, state: 'broken', why }, gpu: loaded.gpu };
  }
  return { engine: { ...about, state: 'ready', why: 'It works.' }, gpu: loaded.gpu };
}

const longestWhy = 300;

/** The first line of what a package says, as one sentence. */
function asSentence(message: string): string {
  const line = message.trim().split('\n', 1)[0] ?? '';
  const short = line.length > longestWhy ? `${line.slice(0, longestWhy)}…` : line;
  return short === '' ? 'It does not load and does not say why.' : /[.!?…]$/.test(short) ? short : `${short}.`;
}
