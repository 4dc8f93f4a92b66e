import { type ArtifactHash, type ProjectId, runIdSchema } from '@millrace/pipeline-core/ids';
import { runSpecSchema, type StepStatus, stepStatusSchema } from '@millrace/pipeline-core/run';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, queryRows, sql } from '../raw-query';

type Key = { projectId: ProjectId; modelHash: ArtifactHash };

/** Of an evaluation of a model that is not recorded: where it will come from, or how it was lost; `undefined` where there is no such. */
export type AwaitedEvaluation = { awaits?: string; missed?: string };

/** So many runs that made the model are looked at, those that go on first. */
const runsRead = 20;

const stepSchema = z.object({
  runId: runIdSchema,
  number: z.int(),
  idx: z.int(),
  status: stepStatusSchema,
  type: z.string(),
  title: z.string(),
  inputs: runSpecSchema.shape.inputs,
  /** Steps of the run that have handed out the model. */
  makers: z.array(z.int()),
});
type JudgingStep = z.output<typeof stepSchema>;

/**
 * What runs have ahead of an Evaluate step over this model: one that is not over, or whose result waits in the outbox.
 * Read it before the evaluations that are recorded: what is recorded in between is then not overlooked.
 */
export async function findAwaitedEvaluation(db: Db, key: Key): Promise<AwaitedEvaluation> {
  const steps = await listJudgingSteps(db, key);
  const judging = steps.filter((step) => step.type === 'evaluate' && judgesModel(step, steps));
  const ahead = judging.find(({ status }) => isAhead(status));
  if (ahead !== undefined) return { awaits: nameOf(ahead) };
  if (await isBeingRecorded(db, key)) return { awaits: 'it is being recorded' };
  const lost = judging.find(({ status }) => lostWords[status] !== undefined);
  return lost === undefined ? {} : { missed: `${nameOf(lost)} ${lostWords[lost.status]}` };
}

const lostWords: Partial<Record<StepStatus, string>> = {
  failed: 'failed',
  skipped: 'was left out',
  cancelled: 'was cancelled',
};

function isAhead(status: StepStatus): boolean {
  switch (status) {
    case 'waiting':
    case 'held':
    case 'ready':
    case 'running':
    case 'parked':
      return true;
    case 'succeeded':
    case 'cached':
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return false;
  }
}

function nameOf({ title, number }: JudgingStep): string {
  return `step "${title}" of run ${number}`;
}

/** Whether the model arrives at this step, or may: by way of a comparison that has not chosen yet. */
function judgesModel(step: JudgingStep, steps: readonly JudgingStep[]): boolean {
  const sources = [...(step.inputs.model ?? []), ...(step.inputs.models ?? [])];
  return sources.some(({ idx }) => {
    if (step.makers.includes(idx)) return true;
    const source = steps.find((other) => other.runId === step.runId && other.idx === idx);
    const chose = source === undefined || source.status === 'succeeded' || source.status === 'cached';
    return !chose && judgesModel(source, steps); // inputs come from steps before, so this ends
  });
}

async function listJudgingSteps(db: Db, { projectId, modelHash }: Key): Promise<JudgingStep[]> {
  return queryRows(
    db,
    stepSchema,
    sql`with made as (
          select u.run_id, u.idx from artifact_use u where u.hash = ${modelHash} and u.dir = 'out'
          union
          select c.run_id, c.idx from candidate c where c.project_id = ${projectId}::uuid and c.model_hash = ${modelHash}
        ), runs as (
          select i.run_id, i.number, r.status, (select array_agg(m.idx) from made m where m.run_id = i.run_id) as makers
          from run_info i join run r on r.id = i.run_id
          where i.project_id = ${projectId}::uuid and i.kind <> 'hybrid' and i.run_id in (select run_id from made)
          order by r.status <> 'running', i.number desc limit ${runsRead}
        )
        select i.run_id as "runId", i.number, i.makers, s.idx, s.status, s.spec->>'type' as type, s.spec->>'title' as title,
          s.spec->'inputs' as inputs
        from runs i join step_run s on s.run_id = i.run_id
        where s.spec->>'type' in ('evaluate', 'compare-candidates')
          and s.spec->'fold' is null and s.spec->'trial' is null and s.spec->'inside' is null
        order by i.status <> 'running', i.number desc, s.idx`,
  );
}

/** Keys of the outbox begin with the run. */
async function isBeingRecorded(db: Db, { projectId, modelHash }: Key): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ key: z.string() }),
    sql`select o.key from outbox o
        where o.topic = 'candidate-evaluated' and o.payload->>'model' = ${modelHash}
          and left(o.key, 36) in (select run_id::text from run_info where project_id = ${projectId}::uuid) limit 1`,
  );
  return row !== null;
}
