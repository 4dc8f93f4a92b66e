import { createHash } from 'node:crypto';
import { type JobName, type JobPayload, jobCatalog, type QueueName, queueNames } from '@millrace/pipeline-core/jobs';
import type { JobsOptions } from 'bullmq';
import type { Logger } from '../logger';
import type { BullQueue, QueueBackend } from './backend';

/** A job to enqueue. Equal `key`s of one job name are one job until it has ended. */
export type NewJob<N extends JobName> = { payload: JobPayload<N>; key: string; delayMs?: number };

/** When a job repeats: by cron in a time zone, or every so many ms. */
export type Repeat = { cron: string; timeZone: string } | { everyMs: number };

export type Repetition = {
  id: string;
  cron: string | null;
  timeZone: string | null;
  everyMs: number | null;
  payload: unknown;
};

export type JobQueues = {
  enqueue<N extends JobName>(name: N, job: NewJob<N>): Promise<void>;
  enqueueMany<N extends JobName>(name: N, jobs: readonly NewJob<N>[]): Promise<void>;
  /** Like enqueue; a job of this key that has failed for good gets its tries again. False: one waits, or is being worked on. */
  revive<N extends JobName>(name: N, job: NewJob<N>): Promise<boolean>;
  repeat<N extends JobName>(name: N, options: { id: string; payload: JobPayload<N>; repeat: Repeat }): Promise<void>;
  stopRepeating(queue: QueueName, id: string): Promise<void>;
  repetitions(queue: QueueName): Promise<Repetition[]>;
  counts(): Promise<Record<QueueName, Record<string, number>>>;
  /** Deletes all jobs of all queues. Nothing is lost by it: rows of tables are the truth. */
  obliterate(): Promise<void>;
  close(): Promise<void>;
};

/** The queues, opened for adding. Payloads are parsed by the catalog before they go out. */
export function openQueues(options: { backend: QueueBackend; logger: Logger }): JobQueues {
  const queues = openAll(options);
  const queueOf = (name: JobName): BullQueue => queues[jobCatalog[name].queue];

  async function enqueueMany<N extends JobName>(name: N, jobs: readonly NewJob<N>[]): Promise<void> {
    if (jobs.length === 0) return;
    await queueOf(name).addBulk(
      jobs.map((job) => ({ name, data: jobCatalog[name].payload.parse(job.payload), opts: jobOptions(name, job) })),
    );
  }

  return {
    enqueueMany,
    enqueue: (name, job) => enqueueMany(name, [job]),
    async revive(name, job) {
      const former = await queueOf(name).getJob(jobId(name, job.key));
      const failed = former !== undefined && (await former.isFailed());
      if (failed) await former.remove();
      await enqueueMany(name, [job]);
      return failed || former === undefined;
    },
    async repeat(name, { id, payload, repeat }) {
      const pattern = 'cron' in repeat ? { pattern: repeat.cron, tz: repeat.timeZone } : { every: repeat.everyMs };
      const data = jobCatalog[name].payload.parse(payload);
      await queueOf(name).upsertJobScheduler(id, pattern, { name, data, opts: commonOptions(name) });
    },
    async stopRepeating(queue, id) {
      await queues[queue].removeJobScheduler(id);
    },
    repetitions: (queue) => listRepetitions(queues[queue]),
    async counts() {
      const entries = await Promise.all(
        queueNames.map(async (name) => [name, await queues[name].getJobCounts()] as const),
      );
      return Object.fromEntries(entries) as Record<QueueName, Record<string, number>>; // one entry per queue name
    },
    async obliterate() {
      for (const name of queueNames) await queues[name].obliterate({ force: true });
    },
    async close() {
      await Promise.all(queueNames.map((name) => queues[name].close()));
    },
  };
}

function openAll(options: { backend: QueueBackend; logger: Logger }): Record<QueueName, BullQueue> {
  const opened = queueNames.map((name) => {
    const queue = options.backend.queue(name);
    queue.on('error', (error) => options.logger.warn({ queue: name, error: error.message }, 'queue connection'));
    return [name, queue] as const;
  });
  return Object.fromEntries(opened) as Record<QueueName, BullQueue>; // one entry per queue name
}

/** Id of a job: BullMQ refuses colons and bare numbers, keys may hold anything. */
export function jobId(name: JobName, key: string): string {
  return `${name}-${createHash('sha256').update(key).digest('hex').slice(0, 40)}`;
}

function commonOptions(name: JobName) {
  return {
    attempts: jobCatalog[name].attempts,
    backoff: { type: 'catalog' },
    removeOnComplete: true,
    removeOnFail: { age: 7 * 24 * 3600, count: 1000 },
  };
}

function jobOptions(name: JobName, job: { key: string; delayMs?: number }): JobsOptions {
  return {
    ...commonOptions(name),
    jobId: jobId(name, job.key),
    ...(job.delayMs === undefined ? {} : { delay: job.delayMs }),
  };
}

async function listRepetitions(queue: BullQueue): Promise<Repetition[]> {
  const schedulers = await queue.getJobSchedulers();
  return schedulers.map((scheduler) => ({
    id: scheduler.key,
    cron: scheduler.pattern ?? null,
    timeZone: scheduler.tz ?? null,
    everyMs: scheduler.every === undefined ? null : Number(scheduler.every),
    payload: scheduler.template?.data,
  }));
}
