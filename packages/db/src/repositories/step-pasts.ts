import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { type ProjectId, type RunId, runIdSchema } from '@millrace/pipeline-core/ids';
import type { RunSpec } from '@millrace/pipeline-core/run';
import type { ReadTable, StepPast } from '@millrace/pipeline-core/why';
import { z } from 'zod';
import type { Db } from '../client';
import type { RunDetail, StepRun } from '../mappers/run-row';
import { queryRow, sql } from '../raw-query';
import { findArtifacts } from './artifacts';
import { getRun } from './run-queries';
import { listGivenInputs, listStepEnvironments } from './step-executions';

/** How many earlier runs of the pipeline are looked through. */
const runsRead = 500;

const workedSchema = z.object({
  runId: runIdSchema,
  idx: z.number().int(),
  number: z.number().int(),
  at: z.date(),
});
/** A run in which a step worked. */
export type WorkedRun = z.output<typeof workedSchema>;

/** The last run of its pipeline before this one in which the same step of the drawing (the same fold or trial of it) worked. */
export async function findLastWorked(
  db: Db,
  o: { projectId: ProjectId; runId: RunId; spec: RunSpec },
): Promise<WorkedRun | null> {
  const { step, fold = null, trial = null, inside = null } = o.spec;
  return queryRow(
    db,
    workedSchema,
    sql`select i.run_id as "runId", s.idx, i.number, r.created_at as at
        from (select e.run_id, e.number from run_info e join run_info f on f.run_id = ${o.runId}::uuid
              where e.pipeline_id = f.pipeline_id and e.project_id = ${o.projectId}::uuid and e.number < f.number
                and e.kind <> 'hybrid'
              order by e.number desc limit ${runsRead}) i
        join run r on r.id = i.run_id
        join step_run s on s.run_id = i.run_id and s.status in ('succeeded', 'cached')
          and s.spec->>'step' = ${step}
          and (s.spec->>'fold')::int is not distinct from ${fold}::int
          and (s.spec->>'trial')::int is not distinct from ${trial}::int
          and s.spec->>'inside' is not distinct from ${inside}::text
        order by i.number desc limit 1`,
  );
}

/** What is on record of one step of a run; tables without their summaries. Null where there is no such step. */
export async function readStepPast(
  db: Db,
  key: { projectId: ProjectId; runId: RunId; idx: number },
): Promise<StepPast | null> {
  const run = await getRun(db, { projectId: key.projectId, id: key.runId });
  const step = run?.stepRuns[key.idx];
  if (run === null || step === undefined) return null;
  const [tables, environments] = await Promise.all([
    tablesOf(db, { run, step }),
    listStepEnvironments(db, { runId: key.runId, idxs: [key.idx] }),
  ]);
  return {
    spec: step.spec,
    error: step.error,
    environment: environments.get(key.idx) ?? null,
    tables,
    before: stepsBefore(run, step.idx).map(({ spec }) => ({ spec })),
  };
}

/** Ancestors of a step, nearest first. */
function stepsBefore({ edges, stepRuns }: RunDetail, idx: number): StepRun[] {
  const found: number[] = [];
  for (let level = [idx]; level.length > 0; ) {
    const parents = new Set(edges.filter(([, child]) => level.includes(child)).map(([parent]) => parent));
    level = [...parents].filter((parent) => !found.includes(parent));
    found.push(...level);
  }
  return found.flatMap((parent) => stepRuns[parent] ?? []);
}

const metaEnding = '.meta';

async function tablesOf(db: Db, { run, step }: { run: RunDetail; step: StepRun }): Promise<ReadTable[]> {
  const given = await listGivenInputs(db, { runId: run.id, idx: step.idx });
  const connected = Object.entries(step.spec.inputs).flatMap(([port, connections]) =>
    connections.map((connection) => {
      const part = (name: string) => given.find((one) => one.from === connection.idx && one.port === name)?.hash;
      const from = `“${run.stepRuns[connection.idx]?.spec.title ?? 'a step before'}”`;
      return { port, from, hash: part(connection.port), meta: part(`${connection.port}${metaEnding}`) };
    }),
  );
  const referenced = Object.entries(step.spec.references).flatMap(([name, { label, artifacts }]) =>
    Object.entries(artifacts).map(([port, hash]) => {
      return { port: name, from: label, hash, meta: artifacts[`${port}${metaEnding}`] };
    }),
  );
  const read = [...connected, ...referenced];
  const metas = await findArtifacts(db, [...new Set(read.flatMap(({ meta }) => meta ?? []))]);
  return read.flatMap(({ port, from, hash, meta }) => {
    const known = tableMetaSchema.safeParse(meta === undefined ? null : metas.get(meta)?.inline);
    if (hash === undefined || !known.success) return [];
    const { rows, columns } = known.data;
    return [{ port, from, hash, rows, columns, sketch: null }];
  });
}
