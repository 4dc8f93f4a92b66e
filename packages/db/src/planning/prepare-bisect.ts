import { type BisectSetup, makeSetup, type NoSetup } from '@millrace/pipeline-core/bisect';
import type { PipelineId, ProjectId, RunId, StepId } from '@millrace/pipeline-core/ids';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';
import { listExecutorCode } from '../repositories/executor-code';
import { type ReadBisectRun, readBisectRun } from './read-bisect-run';

export type BisectWish = {
  projectId: ProjectId;
  good: RunId;
  bad: RunId;
  /** The step that judges; without it the one that lost most. */
  step?: StepId | undefined;
  /** So many runs with other seeds say what chance does. */
  repeats: number;
  /** So many hybrid runs at most. */
  most: number;
};

/** What a search for the cause of a loss would begin with, from what is stored and the code of now; or why there can be none. */
export async function prepareBisect(
  db: Db,
  wish: BisectWish,
): Promise<Result<{ setup: BisectSetup; pipelineId: PipelineId }, NoSetup>> {
  const { projectId } = wish;
  const [good, bad, code] = await Promise.all([
    readBisectRun(db, { projectId, runId: wish.good }),
    readBisectRun(db, { projectId, runId: wish.bad }),
    listExecutorCode(db),
  ]);
  if (good === null || bad === null)
    return err({ message: 'One of the runs is not of a pipeline.', next: 'Choose two runs of one pipeline.' });
  if (good.pipelineId !== bad.pipelineId)
    return err({ message: 'The runs are of two pipelines.', next: 'Choose two runs of one pipeline.' });
  const gone = await findGone(db, [good, bad]);
  if (gone !== null)
    return err({ message: `What ${gone} read is not stored any more.`, next: 'Choose runs whose data are kept.' });
  const codeHashes = Object.fromEntries(code.map(({ type, codeHash }) => [type, codeHash]));
  const { step, repeats, most } = wish;
  const setup = makeSetup({ good, bad, codeHashes, step, repeats, most });
  return setup.ok ? ok({ setup: setup.value, pipelineId: bad.pipelineId }) : setup;
}

/** Which run read something from outside that was deleted since; null where all is there. */
async function findGone(db: Db, runs: readonly ReadBisectRun[]): Promise<string | null> {
  const read = runs.map(({ number, specs }) => ({
    number,
    hashes: specs.flatMap(({ references }) =>
      Object.values(references).flatMap(({ artifacts }) => Object.values(artifacts)),
    ),
  }));
  const all = [...new Set(read.flatMap(({ hashes }) => hashes))];
  const rows = await queryRows(
    db,
    z.object({ hash: z.string() }),
    sql`select hash from artifact where state = 'live' and hash = any(${all}::text[])`,
  );
  const live = new Set(rows.map(({ hash }) => hash));
  const first = read.find(({ hashes }) => hashes.some((hash) => !live.has(hash)));
  return first === undefined ? null : `run ${first.number}`;
}
