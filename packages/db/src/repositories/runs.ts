import type { PipelineId, PipelineVersionId, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { type RunStatus, type RunStep, runStatusSchema } from '@millrace/pipeline-core/run';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, sql, toJson, toJsonText } from '../raw-query';

export type NewRun = {
  projectId: ProjectId;
  /** The same key in the same project is the same run: a repeated click or request starts nothing twice. */
  requestKey: string;
  pipelineId?: PipelineId | null;
  versionId?: PipelineVersionId | null;
  kind?: string;
  trigger?: string;
  startedBy: string;
  /** Whether that person, or key, may deploy now; the present right is asked for again when a deploy step acts. */
  mayDeploy?: boolean;
  /** What the person saw before the start: what runs, what is reused, why. */
  plan: Json;
  steps: RunStep[];
  /** Pairs [parent, child] of step indices; parent < child. */
  edges: readonly (readonly [number, number])[];
  priority?: number;
  maxParallel?: number;
  onFailure?: 'continue' | 'stop';
};

/** Starts a run: its steps, its number in the project and what people want to know of it, in one transaction. */
export async function startRun(db: Db, input: NewRun): Promise<{ runId: RunId; number: number; created: boolean }> {
  const options = {
    on_failure: input.onFailure ?? 'continue',
    ...(input.priority === undefined ? {} : { priority: input.priority }),
    ...(input.maxParallel === undefined ? {} : { max_parallel: input.maxParallel }),
  };
  return db.transaction(async (tx) => {
    // Numbers of one project are handed out one after the other; the lock ends with the transaction.
    await tx.prisma.$executeRaw`select pg_advisory_xact_lock(72707373, hashtext(${input.projectId}))`;
    const started = await queryRow(
      tx,
      z.object({ id: runIdSchema }),
      sql`select mr_start(${input.projectId}::uuid, ${input.requestKey}, ${toJsonText(input.steps)}::jsonb,
                          ${toJsonText(input.edges)}::jsonb, ${toJsonText(options)}::jsonb) as id`,
    );
    if (started === null) throw new Error('mr_start gave no run');
    const existing = await tx.prisma.runInfo.findUnique({ where: { runId: started.id } });
    if (existing !== null) return { runId: started.id, number: existing.number, created: false };
    const number = await nextNumber(tx, input.projectId);
    await tx.prisma.runInfo.create({ data: { runId: started.id, number, ...infoColumns(input) } });
    return { runId: started.id, number, created: true };
  });
}

function infoColumns(input: NewRun) {
  return {
    projectId: input.projectId,
    pipelineId: input.pipelineId ?? null,
    versionId: input.versionId ?? null,
    kind: input.kind ?? 'pipeline',
    trigger: input.trigger ?? 'hand',
    startedBy: input.startedBy,
    mayDeploy: input.mayDeploy ?? false,
    drawnSteps: new Set(input.steps.map(({ spec }) => spec.step)).size,
    plan: toJson(input.plan),
  };
}

async function nextNumber(db: Db, projectId: ProjectId): Promise<number> {
  const last = await db.prisma.runInfo.aggregate({ where: { projectId }, _max: { number: true } });
  return (last._max.number ?? 0) + 1;
}

/** Asks a run to stop; steps that run are told by notification. Answers its status, null when it is not the project's. */
export async function cancelRun(db: Db, key: { projectId: ProjectId; id: RunId }): Promise<RunStatus | null> {
  const row = await queryRow(
    db,
    z.object({ status: runStatusSchema.nullable() }),
    sql`select mr_cancel(id) as status from run where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid`,
  );
  return row?.status ?? null;
}

/** Holds back (or lets go on) the steps of a run that have not started. False when it is not the project's. */
export async function pauseRun(db: Db, input: { projectId: ProjectId; id: RunId; paused: boolean }): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ id: z.string(), done: z.unknown() }),
    sql`select id, mr_pause(id, ${input.paused})::text as done from run
        where id = ${input.id}::uuid and project_id = ${input.projectId}::uuid`,
  );
  return row !== null;
}

/** What a person decided about a parked step, in the shape of a result of mr_finish. False when it is not parked. */
export async function answerStep(
  db: Db,
  input: { runId: RunId; idx: number; result: { outcome: 'succeeded' | 'failed'; error?: Json; outputs?: Json } },
): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ accepted: z.number().nullable() }),
    sql`select jsonb_array_length(a->'accepted') as accepted
        from mr_answer(${input.runId}::uuid, ${input.idx}, ${toJsonText(input.result)}::jsonb) a`,
  );
  return (row?.accepted ?? 0) > 0;
}
