import type { ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';

export const trackRunStatusSchema = z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']);
export type TrackRunStatus = z.output<typeof trackRunStatusSchema>;

/** A 64-bit number as the database gives it: as text, so that no digit is lost. */
export const bigintText = z.string().transform(BigInt);

export const trackRunSchema = z.object({
  id: z.string(),
  experimentId: z.string(),
  experiment: z.number().int(),
  experimentState: z.enum(['active', 'deleted']),
  name: z.string(),
  userName: z.string(),
  status: trackRunStatusSchema,
  /** Milliseconds since 1970, as the client said. */
  startMs: bigintText,
  endMs: bigintText.nullable(),
  state: z.enum(['active', 'deleted']),
});
export type TrackRun = z.output<typeof trackRunSchema>;

export const trackRunColumns = sql`t.id::text as id, t.experiment_id::text as "experimentId", e.number as experiment,
  e.state as "experimentState", t.name, t.user_name as "userName", t.status, t.start_ms::text as "startMs",
  t.end_ms::text as "endMs", t.state`;

export type TrackRunKey = { projectId: ProjectId; id: string };

/** A run that a program begins to log. */
export async function createTrackRun(
  db: Db,
  input: {
    projectId: ProjectId;
    experimentId: string;
    id: string;
    name: string;
    userName: string;
    startMs: bigint;
    createdBy: string;
  },
): Promise<void> {
  const { projectId, experimentId, id, name, userName, startMs, createdBy } = input;
  await db.prisma.$executeRaw(
    sql`insert into track_run (id, project_id, experiment_id, name, user_name, start_ms, created_by)
        values (${id}::uuid, ${projectId}::uuid, ${experimentId}::uuid, ${name}, ${userName},
                ${String(startMs)}::bigint, ${createdBy})`,
  );
}

export async function getTrackRun(db: Db, key: TrackRunKey): Promise<TrackRun | null> {
  return queryRow(
    db,
    trackRunSchema,
    sql`select ${trackRunColumns} from track_run t join experiment e on e.id = t.experiment_id
        where t.id = ${key.id}::uuid and t.project_id = ${key.projectId}::uuid`,
  );
}

/** Holds a run until the end of the transaction, so that parameters are compared with what is there. */
export async function lockTrackRun(tx: Db, id: string): Promise<void> {
  await tx.prisma.$queryRaw(sql`select id from track_run where id = ${id}::uuid for update`);
}

/** What the client changed of a run; what is not given stays. */
export async function updateTrackRun(
  db: Db,
  change: TrackRunKey & { status?: TrackRunStatus; endMs?: bigint | null; name?: string },
): Promise<void> {
  const { id, projectId, status, endMs, name } = change;
  const end = endMs === undefined ? sql`end_ms` : sql`${endMs === null ? null : String(endMs)}::bigint`;
  await db.prisma.$executeRaw(
    sql`update track_run set status = coalesce(${status ?? null}::text, status), end_ms = ${end},
          name = coalesce(${name ?? null}::text, name)
        where id = ${id}::uuid and project_id = ${projectId}::uuid`,
  );
}

export async function setTrackRunState(db: Db, key: TrackRunKey & { state: 'active' | 'deleted' }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update track_run set state = ${key.state} where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid`,
  );
}

export type KeyValue = { key: string; value: string };

/** Sets tags of a run: the last one of a key stays. */
export async function setTrackTags(db: Db, o: { runId: string; tags: readonly KeyValue[] }): Promise<void> {
  const last = new Map(o.tags.map(({ key, value }) => [key, value]));
  if (last.size === 0) return;
  await db.prisma.$executeRaw(
    sql`insert into track_tag (run_id, key, value)
        select ${o.runId}::uuid, k, v from unnest(${[...last.keys()]}::text[], ${[...last.values()]}::text[]) g(k, v)
        on conflict (run_id, key) do update set value = excluded.value`,
  );
}

/** Takes a tag away; false when the run has none of this key. */
export async function deleteTrackTag(db: Db, o: { runId: string; key: string }): Promise<boolean> {
  const count = await db.prisma.$executeRaw(
    sql`delete from track_tag where run_id = ${o.runId}::uuid and key = ${o.key}`,
  );
  return count > 0;
}

/**
 * Keeps parameters, which never change. Answers the first that has another value already; then nothing may stay, so the
 * caller ends the transaction.
 */
export async function addTrackParams(
  tx: Db,
  o: { runId: string; params: readonly KeyValue[] },
): Promise<(KeyValue & { present: string }) | null> {
  if (o.params.length === 0) return null;
  const keys = o.params.map(({ key }) => key);
  const values = o.params.map(({ value }) => value);
  await tx.prisma.$executeRaw(
    sql`insert into track_param (run_id, key, value)
        select ${o.runId}::uuid, k, v from unnest(${keys}::text[], ${values}::text[]) g(k, v) on conflict do nothing`,
  );
  return queryRow(
    tx,
    z.object({ key: z.string(), value: z.string(), present: z.string() }),
    sql`select p.key, g.v as value, p.value as present
        from unnest(${keys}::text[], ${values}::text[]) g(k, v)
        join track_param p on p.run_id = ${o.runId}::uuid and p.key = g.k
        where p.value <> g.v limit 1`,
  );
}

export type TrackInput = {
  name: string;
  digest: string;
  sourceType: string;
  source: string;
  schema: string | null;
  profile: string | null;
  tags: Record<string, string>;
};

/** Notes the data that a run used; the same data again changes its tags only. */
export async function addTrackInputs(db: Db, o: { runId: string; inputs: readonly TrackInput[] }): Promise<void> {
  for (const { name, digest, sourceType, source, schema, profile, tags } of o.inputs) {
    await db.prisma.$executeRaw(
      sql`insert into track_input (run_id, name, digest, source_type, source, schema, profile, tags)
          values (${o.runId}::uuid, ${name}, ${digest}, ${sourceType}, ${source}, ${schema}, ${profile},
                  ${toJsonText(tags)}::jsonb)
          on conflict (run_id, name, digest) do update set tags = track_input.tags || excluded.tags`,
    );
  }
}

/** Notes which logged models a run read or made. */
export async function addRunModels(
  db: Db,
  o: { runId: string; side: 'in' | 'out'; models: readonly { id: string; step: bigint }[] },
): Promise<void> {
  for (const { id, step } of o.models) {
    await db.prisma.$executeRaw(
      sql`insert into track_run_model (run_id, model_id, side, step)
          values (${o.runId}::uuid, ${id}::uuid, ${o.side}, ${String(step)}::bigint)
          on conflict (run_id, side, model_id) do update set step = excluded.step`,
    );
  }
}

const keyValueRow = z.object({ runId: z.string(), key: z.string(), value: z.string() });
const inputRow = z.object({
  runId: z.string(),
  name: z.string(),
  digest: z.string(),
  sourceType: z.string(),
  source: z.string(),
  schema: z.string().nullable(),
  profile: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
});
const runModelRow = z.object({ runId: z.string(), modelId: z.string(), side: z.enum(['in', 'out']), step: bigintText });

/** Parameters, tags, data and models of runs, in the order of their keys. */
export async function readTrackData(db: Db, runIds: readonly string[]) {
  const ids = [...runIds];
  const [params, tags, inputs, models] = await Promise.all([
    queryRows(
      db,
      keyValueRow,
      sql`select run_id::text as "runId", key, value from track_param where run_id = any(${ids}::uuid[]) order by key`,
    ),
    queryRows(
      db,
      keyValueRow,
      sql`select run_id::text as "runId", key, value from track_tag where run_id = any(${ids}::uuid[]) order by key`,
    ),
    queryRows(
      db,
      inputRow,
      sql`select run_id::text as "runId", name, digest, source_type as "sourceType", source, schema, profile, tags
          from track_input where run_id = any(${ids}::uuid[]) order by name, digest`,
    ),
    queryRows(
      db,
      runModelRow,
      sql`select run_id::text as "runId", model_id::text as "modelId", side, step::text as step
          from track_run_model where run_id = any(${ids}::uuid[]) order by step, model_id`,
    ),
  ]);
  return { params, tags, inputs, models };
}
