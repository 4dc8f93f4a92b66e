import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Database, publishExecutorCode } from '@millrace/db';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { GuestGrant } from '../guests/guest-grant';
import type { Logger } from '../logger';
import { noGrant } from '../outside/outside-grant';
import { createChildPool } from './child-pool';
import { readCodeHashes } from './code-hashes';
import { childStepHandler } from './execute-step';
import type { ArtifactFiles, GrantOutside, LogLevel, StepTypeFacts, TaskAnswer, TaskCall } from './interfaces';
import { removeTree } from './remove-tree';
import { defaultSettings, type ExecutionSettings } from './settings';
import { type LeasingStatus, startLeasing } from './start-leasing';
import { threadShare } from './step-threads';
import { startWorkerCard, type WorkerFacts } from './worker-card';
import { makeWorkerFolder } from './worker-folder';

export type ExecutionOptions = {
  url: string;
  db: Database;
  files: ArtifactFiles;
  /** Attempts get their folders below it; on the same file system as the artifacts, inputs are links. */
  folder: string;
  /** The bundled program of a child. */
  childPath: string;
  stepTypes: readonly StepTypeFacts[];
  facts: WorkerFacts;
  grantOutside?: GrantOutside;
  /** The Python environments of this worker. */
  guests?: GuestGrant | null;
  settings?: Partial<ExecutionSettings>;
  /** Memory cap of warm children: what a step may use unless its limits say otherwise. */
  megabytes?: number;
  logger: Logger;
  onFatal?: (error: unknown) => void;
};

export type ExecutionStatus = LeasingStatus & { children: { pid: number; rss: number }[] };

export type Execution = {
  /** Executes one call of the data service in a locked-down child. Throws what the child reports. */
  runTask(call: TaskCall): Promise<TaskAnswer>;
  status(): Promise<ExecutionStatus>;
  /** Stops leasing, gives running steps their time, releases the rest and signs off. */
  stop(): Promise<void>;
};

const defaultMegabytes = 4096;

/** Starts role execute: leases steps from Postgres, runs them in child processes and commits their results. */
export async function startExecution(options: ExecutionOptions): Promise<Execution> {
  const settings = { ...defaultSettings, ...options.settings };
  const { db, files, logger } = options;
  const folder = await makeWorkerFolder(options.folder, (left, error) =>
    options.logger.warn({ folder: left, error: String(error) }, 'a folder of a worker that has ended stays'),
  );
  const codeHashes = await publishCode(options);
  const slots = Object.values(settings.slots).reduce((sum, count) => sum + count, 0);
  const pool = createChildPool({
    path: options.childPath,
    folder,
    size: Math.max(1, settings.slots.cpu ?? slots),
    megabytes: options.megabytes ?? defaultMegabytes,
    settings,
    logger,
  });
  const cores = availableParallelism();
  const threads = threadShare(cores, settings.slots.cpu ?? 1);
  const handler = childStepHandler({
    db,
    files,
    pool,
    folder,
    cores: { cores, share: threads },
    stepTypes: options.stepTypes,
    codeHashOf: (type) => codeHashes.get(type),
    grantOutside: options.grantOutside ?? (async () => noGrant),
    guests: options.guests ?? null,
    logger,
  });
  const onFatal = options.onFatal ?? endProcess(logger);
  const leasing = await startLeasing({ url: options.url, db, handler, settings, files, logger, onFatal });
  const card = await startWorkerCard({
    db,
    facts: options.facts,
    queues: settings.slots,
    workerId: () => leasing.status().workerId,
    children: pool.children,
    logger,
  });
  const stop = async () => {
    await leasing.stop();
    await card.close();
    await pool.close();
    await removeTree(folder).catch((error) => logger.warn({ folder, error: String(error) }, 'its folder stays'));
  };
  let stopped: Promise<void> | undefined; // a second stop would wait in vain for a loop that has ended
  return {
    async runTask(call) {
      const { task, args, seconds, megabytes, alone = false, lateError } = call;
      const id = randomUUID();
      const request = {
        kind: 'task' as const,
        id,
        task,
        args,
        folder: call.folder,
        threads,
        memoryMegabytes: megabytes,
      };
      const signal = call.signal ?? new AbortController().signal;
      const watch = {
        log: (level: LogLevel, text: string) => logger.debug({ task, level }, text),
        progress: () => undefined,
      };
      const late = lateError === undefined ? {} : { lateError };
      const end = await pool.run({ request, place: task, seconds, megabytes, signal, ...watch, ...late }, { alone });
      if (!end.ok) throw new PipelineError(end.error);
      const { value, outputs } = end.answer;
      return { outputs, ...(value === undefined ? {} : { value }) };
    },
    status: async () => ({ ...leasing.status(), children: await pool.children() }),
    stop: () => (stopped ??= stop()),
  };
}

/** Tells what code this worker has, so that plans know what can be used again. */
async function publishCode({ childPath, stepTypes, db }: ExecutionOptions): Promise<ReadonlyMap<string, string>> {
  const hashes = await readCodeHashes({ childPath, types: stepTypes.map(({ type }) => type) });
  await publishExecutorCode(
    db,
    stepTypes.map(({ type, version }) => ({ type, version, codeHash: hashes.get(type) ?? '' })),
  );
  return hashes;
}

function endProcess(logger: Logger): (error: unknown) => void {
  return (error) => {
    logger.error(
      { error: String(error) },
      'a result could not be committed; this worker ends so that its steps are taken over',
    );
    process.exit(1);
  };
}
