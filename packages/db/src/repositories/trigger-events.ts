import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';
import type { PipelineId, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import type { TriggerRequest } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { type TriggerEvent, triggerEventSchema } from '../mappers/clock-row';
import { queryRows, sql, toJson } from '../raw-query';

export type NewTrigger = Pick<TriggerEvent, 'projectId' | 'pipelineId' | 'requestKey' | 'trigger' | 'startedBy'> & {
  /** What the run is asked to do beside running. */
  request?: TriggerRequest;
  /** Wishes are granted in this order; now unless given. */
  createdAt?: Date;
};

/** Records the wish for a run; the same key in the same project is the same wish. */
export async function recordTrigger(db: Db, input: NewTrigger): Promise<TriggerEvent> {
  return (await recordTriggerOnce(db, input)).wish;
}

/** As above; `isNew` is false where the wish was there before, which then stays as it was. */
export async function recordTriggerOnce(db: Db, input: NewTrigger): Promise<{ wish: TriggerEvent; isNew: boolean }> {
  const { request, ...rest } = input;
  const data = { ...rest, ...(request === undefined ? {} : { request: toJson(request) }) };
  // Of two requests at the same moment the second waits here until the first is there for good, and then finds it.
  const { count } = await db.prisma.triggerEvent.createMany({ data: [data], skipDuplicates: true });
  const wish = await findTrigger(db, input);
  if (wish === null) throw new Error(`the wish ${input.requestKey} of project ${input.projectId} was taken away`);
  return { wish, isNew: count === 1 };
}

export async function findTrigger(
  db: Db,
  { projectId, requestKey }: Pick<TriggerEvent, 'projectId' | 'requestKey'>,
): Promise<TriggerEvent | null> {
  const row = await db.prisma.triggerEvent.findUnique({
    where: { projectId_requestKey: { projectId, requestKey } },
  });
  return row === null ? null : triggerEventSchema.parse(row);
}

export async function getTrigger(db: Db, id: string): Promise<TriggerEvent | null> {
  const row = await db.prisma.triggerEvent.findUnique({ where: { id } });
  return row === null ? null : triggerEventSchema.parse(row);
}

/** A wish, locked until the transaction ends: what it asks for stays as it is read. */
export async function lockTrigger(tx: Db, id: string): Promise<TriggerEvent | null> {
  await tx.prisma.$queryRaw(sql`select id from trigger_event where id = ${id}::uuid for update`);
  return getTrigger(tx, id);
}

/** Of each pipeline so many: the others wait for these, and a long queue hides no other pipeline's. */
const openPerPipeline = 20;

/** The first wishes of each pipeline that have neither a run nor an error, oldest first: jobs are rebuilt from these. */
export async function listOpenTriggers(db: Db): Promise<TriggerEvent[]> {
  const ids = await queryRows(
    db,
    z.object({ id: z.string() }),
    sql`select id::text as id from (
          select id, created_at, row_number() over (partition by pipeline_id order by created_at, request_key) as place
          from trigger_event where run_id is null and error is null) t
        where place <= ${openPerPipeline} order by created_at limit 5000`,
  );
  const rows = await db.prisma.triggerEvent.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map((row) => triggerEventSchema.parse(row));
}

/** Wishes of one pipeline that wait for their run, in the order they are granted. */
export async function listWaitingTriggers(
  db: Db,
  key: { projectId: ProjectId; pipelineId: PipelineId },
): Promise<TriggerEvent[]> {
  const rows = await db.prisma.triggerEvent.findMany({
    where: { ...key, runId: null, error: { equals: Prisma.DbNull } },
    orderBy: [{ createdAt: 'asc' }, { requestKey: 'asc' }],
    take: 1000,
  });
  return rows.map((row) => triggerEventSchema.parse(row));
}

/** The newest wishes of one pipeline, granted or refused. */
export async function listTriggers(
  db: Db,
  key: { projectId: ProjectId; pipelineId: PipelineId; limit: number },
): Promise<TriggerEvent[]> {
  const { limit, ...where } = key;
  const rows = await db.prisma.triggerEvent.findMany({ where, orderBy: { createdAt: 'desc' }, take: limit });
  return rows.map((row) => triggerEventSchema.parse(row));
}

/** Which of these keys are wishes already. */
export async function findTriggerKeys(
  db: Db,
  { projectId, requestKeys }: { projectId: ProjectId; requestKeys: readonly string[] },
): Promise<Set<string>> {
  const rows = await db.prisma.triggerEvent.findMany({
    where: { projectId, requestKey: { in: [...requestKeys] } },
    select: { requestKey: true },
  });
  return new Set(rows.map(({ requestKey }) => requestKey));
}

/** Changes what a wish asks for while it waits. False when it has its run or its refusal already. */
export async function changeWaitingTrigger(
  db: Db,
  { id, request }: { id: string; request: TriggerRequest },
): Promise<boolean> {
  const { count } = await db.prisma.triggerEvent.updateMany({
    where: { id, runId: null, error: { equals: Prisma.DbNull } },
    data: { request: toJson(request) },
  });
  return count === 1;
}

/** Closes a wish: with its run, or with the reason why there is none. */
export async function settleTrigger(
  db: Db,
  input: { id: string } & ({ runId: RunId } | { error: ErrorReport }),
): Promise<void> {
  const data = 'runId' in input ? { runId: input.runId } : { error: toJson(input.error) };
  await db.prisma.triggerEvent.update({ where: { id: input.id }, data });
}

/**
 * Takes back what a clock or a trigger that goes has asked for and what has not started: its wishes are those whose key
 * begins with `own`. They stay in the history of the pipeline, with the reason.
 */
export async function takeBackWishes(
  tx: Db,
  { projectId, own }: { projectId: ProjectId; own: string },
): Promise<number> {
  const { count } = await tx.prisma.triggerEvent.updateMany({
    where: { projectId, requestKey: { startsWith: own }, runId: null, error: { equals: Prisma.DbNull } },
    data: { error: toJson(askerGone) },
  });
  return count;
}

const askerGone = new PipelineError({
  code: 'trigger-gone',
  family: 'pipeline',
  place: 'Pipeline',
  seen: 'the clock or the trigger that asked for this run was deleted before it started',
  expected: 'a clock or a trigger that is there',
  next: 'Start the run by hand if it is wanted after all.',
}).report;
