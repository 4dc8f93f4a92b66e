import {
  backoffDelay,
  type JobDefinition,
  type JobName,
  type JobPayload,
  jobCatalog,
  type QueueName,
  queueConcurrency,
  queueNames,
} from '@millrace/pipeline-core/jobs';
import { DelayedError, type Job, UnrecoverableError, type WorkerOptions } from 'bullmq';
import type { Logger } from '../logger';
import type { BullWorker, QueueBackend } from './backend';
import { NotYet, RetryLater, toQueueError } from './to-queue-error';

export type JobContext = {
  jobId: string;
  /** 1 for the first try. */
  attempt: number;
  lastAttempt: boolean;
  /** Time a repeating job stands for; null for others. */
  scheduledFor: Date | null;
  /** Aborts when the job's time is over. */
  signal: AbortSignal;
  /** Aborts when the process is to stop, which waits for the job: one that takes long breaks off, and throws `NotYet`. */
  stopping: AbortSignal;
};

export type JobHandler<N extends JobName> = (payload: JobPayload<N>, context: JobContext) => Promise<void>;
export type JobHandlers = { [N in JobName]: JobHandler<N> };

export type RunningWorkers = { workers: readonly BullWorker[]; close(): Promise<void> };

export type StartWorkersOptions = {
  backend: QueueBackend;
  handlers: JobHandlers;
  logger: Logger;
  queues?: readonly QueueName[];
  /** How fast a job of a killed process is taken over; tests are in more of a hurry. */
  timing?: Pick<WorkerOptions, 'lockDuration' | 'stalledInterval'>;
};

/**
 * A job of a killed process is taken over after its lock has ended and two looks have seen it: in 20 s. With the queue's
 * own times it is 90 s, in which a source waits. Locks are renewed every half of their time, and handlers bear to be
 * called twice.
 */
const takeOver = { lockDuration: 10_000, stalledInterval: 5_000 };

/** One BullMQ worker per queue; jobs are parsed by the catalog and handed to their handler. */
export function startWorkers(options: StartWorkersOptions): RunningWorkers {
  const stop = new AbortController();
  const starting = { ...options, stopping: stop.signal };
  const workers = (options.queues ?? queueNames).map((name) => startWorker(name, starting));
  return {
    workers,
    async close() {
      stop.abort();
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

type Starting = StartWorkersOptions & { stopping: AbortSignal };

function startWorker(queue: QueueName, { backend, handlers, logger, timing, stopping }: Starting): BullWorker {
  const worker = backend.worker(queue, (job, token) => handleJob({ job, token, handlers, stopping }), {
    concurrency: queueConcurrency[queue],
    // A killed process is no fault of the job: its tries are counted by `attempts`.
    maxStalledCount: 10,
    ...(timing ?? takeOver),
    settings: {
      backoffStrategy: (attemptsMade, _type, error, job) => pauseBefore({ attemptsMade, error, name: job?.name }),
    },
  });
  worker.on('error', (error) => logger.warn({ queue, error: error.message }, 'queue worker'));
  worker.on('failed', (job, error) =>
    logger.warn({ queue, job: job?.name, id: job?.id, error: error.message }, 'job failed'),
  );
  return worker;
}

function definitionOf(name: string | undefined): JobDefinition | undefined {
  return name !== undefined && Object.hasOwn(jobCatalog, name) ? jobCatalog[name as JobName] : undefined; // checked just before
}

function pauseBefore(options: { attemptsMade: number; error: Error | undefined; name: string | undefined }): number {
  if (options.error instanceof RetryLater) return options.error.delayMs;
  const definition = definitionOf(options.name);
  return definition === undefined ? 1000 : backoffDelay(definition.backoff, options.attemptsMade);
}

type Handling = { job: Job; token: string | undefined; handlers: JobHandlers; stopping: AbortSignal };

async function handleJob({ job, token, handlers, stopping }: Handling): Promise<void> {
  const definition = definitionOf(job.name);
  if (definition === undefined) throw new UnrecoverableError(`no job is called ${job.name}`);
  const timeout = AbortSignal.timeout(definition.timeoutSeconds * 1000);
  const context: JobContext = {
    jobId: job.id ?? '',
    attempt: job.attemptsMade + 1,
    lastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
    scheduledFor: job.repeatJobKey === undefined ? null : new Date(job.opts.prevMillis ?? job.timestamp + job.delay),
    signal: timeout,
    stopping,
  };
  // The name picked the handler, so its payload type is the handler's; parsed here once more.
  const handler = handlers[job.name as JobName] as (payload: unknown, context: JobContext) => Promise<void>;
  try {
    await withinTime(handler(definition.payload.parse(job.data), context), timeout);
  } catch (error) {
    if (!(error instanceof NotYet)) throw toQueueError(error, `job ${job.name}`);
    await job.moveToDelayed(Date.now() + error.delayMs, token);
    throw new DelayedError(error.message); // tells the queue that the job is where it belongs
  }
}

/** Rejects when the signal aborts first; the handler sees the same signal and should stop. */
function withinTime(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
