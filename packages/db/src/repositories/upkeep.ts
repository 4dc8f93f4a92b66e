import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';

/** Artifacts no run uses and nobody pins, made before `olderThan`, and those whose collection was cut off; at most `limit`. */
export async function listUnusedArtifacts(db: Db, filter: { olderThan: Date; limit: number }): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ hash: artifactHashSchema }),
    sql`select hash from artifact a where created_at < ${filter.olderThan}
          and not exists (select 1 from artifact_use u where u.hash = a.hash)
          and not exists (select 1 from artifact_pin p where p.hash = a.hash)
        order by created_at limit ${filter.limit}`,
  );
  return rows.map(({ hash }) => hash);
}

/** Those of the places that some artifact or state of a fit is recorded at: files at other places belong to nobody. */
export async function findRecordedPlaces(db: Db, places: readonly string[]): Promise<Set<string>> {
  const rows = await queryRows(
    db,
    z.object({ location: z.string() }),
    sql`select location from artifact where location = any(${[...places]}::text[])
        union all select location from step_checkpoint where location = any(${[...places]}::text[])`,
  );
  return new Set(rows.map(({ location }) => location));
}

/** Deletes at most `limit` log lines older than a time; answers how many. */
export async function deleteOldStepLogs(db: Db, filter: { before: Date; limit: number }): Promise<number> {
  return db.prisma.$executeRaw`
    delete from step_log where id in (select id from step_log where at < ${filter.before} order by id limit ${filter.limit})`;
}

/** Deletes at most `limit` points of curves older than a time; answers how many. */
export async function deleteOldStepPoints(db: Db, filter: { before: Date; limit: number }): Promise<number> {
  return db.prisma.$executeRaw`
    delete from step_point where ctid in (select ctid from step_point where at < ${filter.before} limit ${filter.limit})`;
}

/** Deletes at most `limit` requests to steps older than a time; answers how many. */
export async function deleteOldStepAsks(db: Db, filter: { before: Date; limit: number }): Promise<number> {
  return db.prisma.$executeRaw`
    delete from step_ask where ctid in (select ctid from step_ask where at < ${filter.before} limit ${filter.limit})`;
}

/**
 * Deletes the events of at most `runs` runs that ended before a time; answers how many events. All of a run's go at
 * once: what is left of a history would look like a broken promise.
 */
export async function deleteRunEvents(db: Db, filter: { endedBefore: Date; runs: number }): Promise<number> {
  return db.prisma.$executeRaw`
    delete from run_event where run_id in (
      select id from run r where r.finished_at < ${filter.endedBefore} and exists (select 1 from run_event v where v.run_id = r.id)
      limit ${filter.runs})`;
}
