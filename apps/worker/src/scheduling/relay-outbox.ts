import type { Topic } from '@millrace/pipeline-core/events';
import type { HandleEvent, JobName } from '@millrace/pipeline-core/jobs';
import type { Json } from '@millrace/pipeline-core/json';
import type { Logger } from '../logger';
import type { NewJob } from '../queue/enqueue';

export type OutboxRow = { id: bigint; topic: string; key: string; payload: Json };

/** The jobs that rows become. */
export const eventJobs = ['handle-event', 'publish-view'] as const satisfies readonly JobName[];
export type EventJob = NewJob<(typeof eventJobs)[number]> & { name: (typeof eventJobs)[number] };

export type RelayOptions = {
  /** Whether this process is the one that relays. */
  hold: () => Promise<boolean>;
  read: (options: { afterId: bigint; limit: number }) => Promise<OutboxRow[]>;
  enqueue: (jobs: EventJob[]) => Promise<void>;
  /** False when the job is waiting or being worked on: it is not to be tried again. */
  revive: (job: EventJob) => Promise<boolean>;
  now: () => number;
  logger: Logger;
};

export type OutboxRelay = { tick(): Promise<void> };

const pageSize = 100;
/** A row that is still there after so long may not be handled any more: its job failed for good, or the queue lost it. */
const overdueMs = 30_000;
/** Losing the queue's data shows within this time. */
const rescanMs = 10_000;

/**
 * Hands rows of the outbox to their queues, in order, one process at a time. A row stays until its handler has succeeded
 * and deleted it, so the queue is never the only one to know; the job id keeps a row that is read twice from being
 * handled twice at a time.
 */
export function createOutboxRelay(options: RelayOptions): OutboxRelay {
  const firstSeen = new Map<string, number>();
  let last = 0n;
  let rescanAt = 0;

  async function relayNew(): Promise<void> {
    for (;;) {
      const rows = await options.read({ afterId: last, limit: pageSize });
      const fresh = rows.filter((row) => !firstSeen.has(String(row.id)));
      await options.enqueue(fresh.map(toJob));
      for (const row of fresh) firstSeen.set(String(row.id), options.now());
      last = rows.at(-1)?.id ?? last;
      if (rows.length < pageSize) return;
    }
  }

  /** From the start: rows that committed late under a lower id, rows whose jobs are gone, rows that are overdue. */
  async function rescan(): Promise<void> {
    const present = new Set<string>();
    for (let after = 0n; ; ) {
      const rows = await options.read({ afterId: after, limit: pageSize });
      await options.enqueue(rows.map(toJob)); // ids that are known already are left alone by the queue
      for (const row of rows) await note(row, present);
      after = rows.at(-1)?.id ?? after;
      if (rows.length < pageSize) break;
    }
    for (const id of firstSeen.keys()) if (!present.has(id)) firstSeen.delete(id);
    rescanAt = options.now() + rescanMs;
  }

  async function note(row: OutboxRow, present: Set<string>): Promise<void> {
    const id = String(row.id);
    present.add(id);
    const seen = firstSeen.get(id) ?? options.now();
    firstSeen.set(id, seen);
    if (options.now() - seen < overdueMs) return;
    if (await options.revive(toJob(row)))
      options.logger.warn({ outbox: id, topic: row.topic, key: row.key }, 'event is overdue, trying again');
    firstSeen.set(id, options.now());
  }

  return {
    async tick() {
      if (!(await options.hold())) return;
      if (options.now() >= rescanAt) await rescan();
      await relayNew();
    },
  };
}

function toJob(row: OutboxRow): EventJob {
  const payload: HandleEvent = { outboxId: String(row.id), topic: row.topic, key: row.key, payload: row.payload };
  return { name: eventJobOf(row.topic), key: `${row.topic} ${row.key}`, payload };
}

/** The job by which events of a topic are handled. */
export function eventJobOf(topic: string): EventJob['name'] {
  const published: Topic = 'features-published';
  return topic === published ? 'publish-view' : 'handle-event';
}
