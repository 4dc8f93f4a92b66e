import type { JobName } from '@millrace/pipeline-core/jobs';
import type { NewJob } from '../queue/enqueue';

type Row = { id: string; createdAt: Date };

/** Rows that wait for a job. Each list holds what is not done yet, oldest first. */
export type RowSources = {
  triggers: () => Promise<Row[]>;
  deliveries: () => Promise<Row[]>;
  deployments: () => Promise<Row[]>;
  /** Deployments that look for an evaluation again and again. */
  waitingDeployments: () => Promise<Row[]>;
  bisects: () => Promise<Row[]>;
  rollouts: () => Promise<Row[]>;
};

/** After so long a row gets its job again, whatever became of the one before: a source that stands still costs its users. */
const overdueMs = 30_000;
/** A rollout is judged so often, from its start to its end. */
const rolloutEveryMs = 5_000;
/** A deployment looks so often whether its evaluation is there. */
const evaluationEveryMs = 2_000;

/**
 * Gives every waiting row its job: new ones at once, all of them again after half a minute. The tables are the truth,
 * so this is also how queues come back after their data were lost.
 */
export function createJobFeed(options: {
  rows: RowSources;
  queues: Record<'enqueue' | 'revive', <N extends JobName>(name: N, job: NewJob<N>) => Promise<unknown>>;
  now: () => number;
}) {
  const { rows, queues, now } = options;
  const fedAt = new Map<string, number>();

  async function feed(
    name: string,
    list: () => Promise<Row[]>,
    give: (row: Row, again: boolean) => Promise<unknown>,
    everyMs = overdueMs,
  ): Promise<void> {
    const waiting = await list();
    const keys = new Set(waiting.map((row) => `${name} ${row.id}`));
    for (const row of waiting) {
      const key = `${name} ${row.id}`;
      const before = fedAt.get(key);
      if (before !== undefined && now() - before < everyMs) continue;
      await give(row, before !== undefined);
      fedAt.set(key, now());
    }
    for (const key of fedAt.keys()) if (key.startsWith(`${name} `) && !keys.has(key)) fedAt.delete(key);
  }

  return {
    async tick(): Promise<void> {
      await feed('trigger', rows.triggers, (row, again) =>
        queues[again ? 'revive' : 'enqueue']('start-run', { key: row.id, payload: { triggerEvent: row.id } }),
      );
      const advance = (row: Row, again: boolean) =>
        queues[again ? 'revive' : 'enqueue']('advance-deployment', { key: row.id, payload: { deployment: row.id } });
      await feed('deployment', rows.deployments, advance);
      await feed('waiting deployment', rows.waitingDeployments, advance, evaluationEveryMs);
      await feed('bisect', rows.bisects, (row, again) =>
        queues[again ? 'revive' : 'enqueue']('advance-bisect', { key: row.id, payload: { bisect: row.id } }),
      );
      await feed(
        'rollout',
        rows.rollouts,
        (row, again) =>
          queues[again ? 'revive' : 'enqueue']('advance-rollout', { key: row.id, payload: { rollout: row.id } }),
        rolloutEveryMs,
      );
      await feed('delivery', rows.deliveries, (row, again) =>
        queues[again ? 'revive' : 'enqueue']('deliver', { key: row.id, payload: { delivery: row.id } }),
      );
    },
  };
}
