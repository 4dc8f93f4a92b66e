import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Capabilities } from '@millrace/pipeline-core/workers';
import { createChildPool, defaultSettings } from '../execution';
import { memoryIsCapped } from '../ground/capped-node';
import type { Logger } from '../logger';
import { type EngineName, engines } from './engines';
import { type LoadedEngine, loadedEngineSchema } from './load-engine';
import { installedVersion, nvidiaCard } from './look-around';
import { probeCapabilities } from './probe';

const loadSeconds = 60;
/** Native engines reserve much and use little while they load. */
const loadMegabytes = 8192;

/** What this worker can compute with, looked up with children of the program at `childPath`. */
export async function probeWorker(options: {
  childPath: string;
  /** The children start in a folder below it. */
  folder: string;
  logger: Logger;
}): Promise<Capabilities> {
  const { childPath, logger } = options;
  const folder = join(options.folder, 'probe');
  await mkdir(folder, { recursive: true });
  const pool = createChildPool({
    path: childPath,
    folder,
    size: 0,
    megabytes: loadMegabytes,
    settings: defaultSettings,
    logger,
  });
  const load = async (name: EngineName): Promise<LoadedEngine> => {
    const limits = { threads: 1, memoryMegabytes: loadMegabytes };
    const request = { kind: 'task' as const, id: randomUUID(), task: 'load-engine', args: { name }, folder, ...limits };
    const watch = { log: () => undefined, progress: () => undefined, signal: new AbortController().signal };
    const run = { request, place: engines[name].title, seconds: loadSeconds, megabytes: loadMegabytes, ...watch };
    const end = await pool.run(run, { alone: true });
    return end.ok ? loadedEngineSchema.parse(end.answer.value) : { ok: false, message: end.error.message };
  };
  try {
    return await probeCapabilities({
      machine: { cores: availableParallelism(), memoryBytes: totalmem(), capsMemory: memoryIsCapped },
      versionOf: (name) => installedVersion(dirname(childPath), name),
      load,
      findCard: nvidiaCard,
    });
  } finally {
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  }
}
