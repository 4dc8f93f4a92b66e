import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { HarnessDatabase } from '../harness-database';
import { openInstallation } from './installation';

const startedSchema = z.object({ run: z.string(), steps: z.int() });
const scoresSchema = z.object({ rows: z.number(), twice: z.number(), missing: z.number(), wrong: z.number() });

export type BatchKilledReport = z.output<typeof scoresSchema> & {
  wanted: number;
  steps: number;
  /** Steps that were done when the worker was killed, and those that were at work. */
  before: { done: number; atWork: number };
  /** Steps that were committed more than once. */
  committedTwice: number;
  status: string;
};

const endsWithinMs = 240_000;

/** The worker is killed while it scores a batch in chunks, and a new one is started: each row has to be scored once. */
export async function killBatchHalfway(o: { rows: number; chunkRows: number }): Promise<BatchKilledReport> {
  const installation = await openInstallation('batch-killed');
  const { database, world } = installation;
  try {
    const worker = await installation.start('execute');
    const { run, steps } = await world.ask(startedSchema, { do: 'start-batch', name: 'batch', ...o });
    const before = await until(database, { run, holds: ({ done, atWork }) => done >= steps / 3 && atWork > 0 });
    await worker.kill();
    if (before.done === steps) throw new Error('the batch was done before the worker was killed');
    await installation.start('execute');
    const { status } = await until(database, { run, holds: (seen) => seen.status !== 'running' });
    const scores = await world.ask(scoresSchema, { do: 'check-scores', run, rows: o.rows });
    return { ...scores, wanted: o.rows, steps, before, status, committedTwice: await committedTwice(database, run) };
  } finally {
    await installation.close();
  }
}

type Progress = { status: string; done: number; atWork: number };

async function until(
  database: HarnessDatabase,
  { run, holds }: { run: string; holds: (seen: Progress) => boolean },
): Promise<Progress> {
  for (const end = Date.now() + endsWithinMs; ; await sleep(20)) {
    const [seen] = await database.query<Progress>(
      `select r.status, count(*) filter (where s.status in ('succeeded', 'cached'))::int as done,
         count(*) filter (where s.status = 'running')::int as "atWork"
       from run r join step_run s on s.run_id = r.id where r.id = $1 group by 1`,
      [run],
    );
    if (seen !== undefined && holds(seen)) return seen;
    if (Date.now() > end) throw new Error(`nothing comes of the batch: ${JSON.stringify(seen)}`);
  }
}

async function committedTwice(database: HarnessDatabase, run: string): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `select count(*)::int n from (select 1 from run_event where run_id = $1 and kind in ('succeeded', 'cached')
     group by idx having count(*) > 1) twice`,
    [run],
  );
  return row?.n ?? 0;
}
