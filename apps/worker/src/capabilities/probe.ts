import type { Capabilities, Engine, Gpu } from '@millrace/pipeline-core/workers';
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

/** What computes everything today: always there. */
const ownEngine: Engine = {
  name: 'millrace',
  title: 'Millrace’s own kernels',
  version: null,
  device: 'cpu',
  state: 'used',
  why: 'Part of the product: trains and asks every model but neural nets.',
};

/** Looks up what this machine can compute with. Only what is installed is loaded, each in a process of its own. */
export async function probeCapabilities(probing: Probing): Promise<Capabilities> {
  const probes = Promise.all(engineNames.map((name) => probe(probing, name)));
  const [card, found] = await Promise.all([probing.findCard(), probes]);
  const adapter = found.find(({ gpu }) => gpu !== null)?.gpu ?? null;
  return {
    v: 1,
    ...probing.machine,
    engines: [ownEngine, ...found.map(({ engine }) => engine)],
    gpu: card ?? adapter,
    python: [],
  };
}

async function probe(probing: Probing, name: EngineName): Promise<{ engine: Engine; gpu: Gpu | null }> {
  const { title, device, version: wanted } = engines[name];
  const version = await probing.versionOf(name);
  const about = { name, title, device, version };
  if (version === null) {
    const why = `Not installed. “npm install --no-save ${name}@${wanted}” at the root adds it; then start the worker again.`;
    return { engine: { ...about, state: 'absent', why }, gpu: null };
  }
  const loaded = await probing.load(name);
  if (!loaded.ok) return { engine: { ...about, state: 'broken', why: asSentence(loaded.message) }, gpu: null };
  const why = 'Installed, and it loads. No step of this version computes with it.';
  return { engine: { ...about, state: 'ready', why }, gpu: loaded.gpu };
}

const longestWhy = 300;

/** The first line of what a package says, as one sentence. */
function asSentence(message: string): string {
  const line = message.trim().split('\n', 1)[0] ?? '';
  const short = line.length > longestWhy ? `${line.slice(0, longestWhy)}…` : line;
  return short === '' ? 'It does not load and does not say why.' : /[.!?…]$/.test(short) ? short : `${short}.`;
}
