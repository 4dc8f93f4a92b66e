import { artifactHashSchema, type ProjectId, type RunId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, queryRows, sql } from '../raw-query';

const checkpointSchema = z.object({
  /** Of the file, to notice damage. */
  hash: artifactHashSchema,
  /** Place in the artifact store. */
  location: z.string(),
  /** How far the fit was, as in its progress. */
  done: z.number(),
});
/** The last kept state of a fit that has not ended. */
export type StepCheckpoint = z.output<typeof checkpointSchema>;

export type NewStepCheckpoint = Pick<StepCheckpoint, 'location' | 'done'> & {
  runId: RunId;
  idx: number;
  /** Of the attempt: a state of one that has lost its step is refused. */
  token: number;
  fingerprint: string;
  hash: string;
  bytes: number;
};

const keptSchema = z.object({ kept: z.boolean(), replaced: z.string().nullable() });

/**
 * Records the state of a running step under its fence, in place of the one before. A step that got further is not what
 * its lost workers died of: they are counted anew from here, as a long fit on machines that come and go would never end
 * otherwise. Not `kept`: the step is not this attempt's any more. The caller deletes the file that was `replaced`, or its own where it was not kept.
 */
export async function keepStepCheckpoint(
  db: Db,
  state: NewStepCheckpoint,
): Promise<{ kept: boolean; replaced: string | null }> {
  const { runId, idx, token, fingerprint, hash, location, bytes, done } = state;
  // `kept` joins `old` so that the row is read before it is written over.
  const row = await queryRow(
    db,
    keptSchema,
    sql`with fence as (
          select project_id from step_run
          where run_id = ${runId}::uuid and idx = ${idx} and token = ${token}::bigint and status = 'running'
        ), old as materialized (
          select c.location, c.done from step_checkpoint c join fence f on f.project_id = c.project_id
          where c.fingerprint = ${fingerprint} for update of c
        ), kept as (
          insert into step_checkpoint (project_id, fingerprint, run_id, idx, token, hash, location, bytes, done)
          select f.project_id, ${fingerprint}, ${runId}::uuid, ${idx}, ${token}::bigint, ${hash}, ${location},
                 ${bytes}::bigint, ${done}::float8
          from fence f left join old on true
          on conflict (project_id, fingerprint) do update
            set run_id = excluded.run_id, idx = excluded.idx, token = excluded.token, hash = excluded.hash,
                location = excluded.location, bytes = excluded.bytes, done = excluded.done, at = excluded.at
          returning 1
        ), further as ( -- attempts that failed are attempt - losses: as many are left as before
          update step_run set max_attempts = max_attempts + losses, losses = 0
          where run_id = ${runId}::uuid and idx = ${idx} and token = ${token}::bigint and status = 'running' and losses > 0
            and ${done}::float8 > coalesce((select old.done from old), 0)
        )
        select exists (select 1 from kept) as kept, (select location from old) as replaced`,
  );
  return row ?? { kept: false, replaced: null };
}

/** The state that an equal step of the project left behind; of one step of one run only, when `of` says so. */
export async function findStepCheckpoint(
  db: Db,
  key: { projectId: ProjectId; fingerprint: string; of?: { runId: RunId; idx: number } },
): Promise<StepCheckpoint | null> {
  const { projectId, fingerprint, of } = key;
  return queryRow(
    db,
    checkpointSchema,
    sql`select hash, location, done from step_checkpoint
        where project_id = ${projectId}::uuid and fingerprint = ${fingerprint}
          and (${of === undefined}::boolean or run_id = ${of?.runId ?? null}::uuid and idx = ${of?.idx ?? null}::int)`,
  );
}

const placeSchema = z.object({ location: z.string() });

/** Forgets the state of a fit that has ended. Answers the place of its file, which the caller deletes. */
export async function dropStepCheckpoint(
  db: Db,
  key: { projectId: ProjectId; fingerprint: string },
): Promise<string | null> {
  const row = await queryRow(
    db,
    placeSchema,
    sql`delete from step_checkpoint
        where project_id = ${key.projectId}::uuid and fingerprint = ${key.fingerprint} returning location`,
  );
  return row?.location ?? null;
}

/** Forgets at most `limit` states that nobody has gone on from since a time. Answers the places of their files. */
export async function deleteOldStepCheckpoints(db: Db, filter: { before: Date; limit: number }): Promise<string[]> {
  const rows = await queryRows(
    db,
    placeSchema,
    sql`delete from step_checkpoint where ctid in (
          select ctid from step_checkpoint where at < ${filter.before} limit ${filter.limit})
        returning location`,
  );
  return rows.map(({ location }) => location);
}
