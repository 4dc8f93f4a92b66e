import { artifactHashSchema, type RunId } from '@millrace/pipeline-core/ids';
import { readEnvironmentLine, type StepEnvironment } from '@millrace/pipeline-core/run';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';

const givenSchema = z.object({ from: z.number().int(), port: z.string(), hash: artifactHashSchema });
/** What a step was, or would be, handed over: an output of one of its parents. */
export type GivenInput = z.output<typeof givenSchema>;

/** What the parents of a step have made, whatever became of the step: what a lease hands over. */
export async function listGivenInputs(db: Db, key: { runId: RunId; idx: number }): Promise<GivenInput[]> {
  return queryRows(
    db,
    givenSchema,
    sql`select u.idx as "from", u.port, u.hash from step_edge e
        join artifact_use u on u.run_id = e.run_id and u.idx = e.parent and u.dir = 'out'
        where e.run_id = ${key.runId}::uuid and e.child = ${key.idx} order by u.idx, u.port`,
  );
}

/** Where the last attempt of each of these steps was executed, by index; of steps whose results were reused nothing is known. */
export async function listStepEnvironments(
  db: Db,
  key: { runId: RunId; idxs: readonly number[] },
): Promise<Map<number, StepEnvironment>> {
  const rows = await queryRows(
    db,
    z.object({ idx: z.number().int(), text: z.string() }),
    sql`select distinct on (idx) idx, text from step_log
        where run_id = ${key.runId}::uuid and idx = any(${[...key.idxs]}::int[]) and level = 'debug' and text like 'Runs on %'
        order by idx, attempt desc, id`,
  );
  return new Map(
    rows.flatMap(({ idx, text }) => {
      const read = readEnvironmentLine(text);
      return read === null ? [] : [[idx, read] as const];
    }),
  );
}
