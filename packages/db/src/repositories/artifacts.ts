import type { ArtifactHash, ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { type Artifact, type ArtifactRecord, artifactSchema } from '../mappers/artifact-row';
import { queryRow, queryRows, sql } from '../raw-query';

/** Who keeps artifacts alive that no run uses. */
export type PinOwner = { ownerKind: 'batch' | 'release' | 'feature-view' | 'tracked-file' | 'upload'; ownerId: string };

const placeSchema = z.object({ place: z.string().nullable() });

/**
 * Records an artifact made outside of a run. Answers the recorded place: when it is not yours the content existed
 * already and your file may be unlinked after the transaction has committed.
 */
export async function recordArtifact(db: Db, record: ArtifactRecord): Promise<{ location: string | null }> {
  const location = record.location ?? null;
  const inline = record.inline === undefined ? null : JSON.stringify(record.inline);
  const row = await queryRow(
    db,
    placeSchema,
    sql`select mr_keep(${record.hash}, ${record.bytes}::bigint, ${record.kind}, ${location}, ${inline}::jsonb) as place`,
  );
  return { location: row?.place ?? null };
}

/** The same for several: everybody locks artifacts in the order of their hashes, so that no two transactions wait for each other. */
export async function recordArtifacts(tx: Db, records: readonly ArtifactRecord[]): Promise<void> {
  const inHashOrder = records.toSorted((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  for (const record of inHashOrder) await recordArtifact(tx, record);
}

/** A live artifact by its hash. Whether the caller may see it is asked with `projectUsesArtifact`. */
export async function findArtifact(db: Db, hash: ArtifactHash): Promise<Artifact | null> {
  return queryRow(
    db,
    artifactSchema,
    sql`select hash, bytes, kind, location, inline from artifact where hash = ${hash} and state = 'live'`,
  );
}

export async function findArtifacts(db: Db, hashes: readonly ArtifactHash[]): Promise<Map<ArtifactHash, Artifact>> {
  if (hashes.length === 0) return new Map();
  const rows = await queryRows(
    db,
    artifactSchema,
    sql`select hash, bytes, kind, location, inline from artifact where hash = any(${[...hashes]}::text[]) and state = 'live'`,
  );
  return new Map(rows.map((row) => [row.hash, row]));
}

/** Keeps artifacts alive for an owner. False when one of them is gone or being collected: then nothing is pinned. */
export async function pinArtifacts(db: Db, owner: PinOwner & { hashes: readonly ArtifactHash[] }): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ pinned: z.boolean() }),
    sql`select mr_pin(${owner.ownerKind}, ${owner.ownerId}::uuid, ${[...owner.hashes]}::text[]) as pinned`,
  );
  return row?.pinned ?? false;
}

/**
 * Keeps an uploaded file for a project. Answers the recorded place of the content: when it is not the given one, the store
 * had it already.
 */
export async function keepUpload(
  db: Db,
  o: { projectId: ProjectId; record: ArtifactRecord },
): Promise<{ location: string | null }> {
  return db.transaction(async (tx) => {
    const stored = await recordArtifact(tx, o.record);
    const owner = { ownerKind: 'upload' as const, ownerId: o.projectId };
    if (!(await pinArtifacts(tx, { ...owner, hashes: [o.record.hash] })))
      throw new Error('the uploaded content is not in the artifact store any more');
    return stored;
  });
}

export async function unpinArtifacts(db: Db, owner: PinOwner): Promise<void> {
  await db.prisma
    .$executeRaw`delete from artifact_pin where owner_kind = ${owner.ownerKind} and owner_id = ${owner.ownerId}::uuid`;
}

/** Whether a project has this content: made or read by one of its runs, uploaded, or in one of its batches, releases or feature views. */
export async function projectUsesArtifact(
  db: Db,
  input: { projectId: ProjectId; hash: ArtifactHash },
): Promise<boolean> {
  const { projectId, hash } = input;
  const row = await queryRow(
    db,
    z.object({ used: z.boolean() }),
    sql`select exists (select 1 from artifact_use u join run r on r.id = u.run_id
                       where u.hash = ${hash} and r.project_id = ${projectId}::uuid)
            or exists (select 1 from artifact_pin p
                       where p.owner_kind = 'upload' and p.owner_id = ${projectId}::uuid and p.hash = ${hash})
            or exists (select 1 from artifact_pin p join batch b on p.owner_kind = 'batch' and b.id = p.owner_id
                       join dataset d on d.id = b.dataset_id
                       where p.hash = ${hash} and d.project_id = ${projectId}::uuid and d.deleted_at is null)
            or exists (select 1 from artifact_pin p join release l on p.owner_kind = 'release' and l.id = p.owner_id
                       join model m on m.id = l.model_id
                       where p.hash = ${hash} and m.project_id = ${projectId}::uuid)
            or exists (select 1 from artifact_pin p join feature_view_version w on p.owner_kind = 'feature-view' and w.id = p.owner_id
                       join feature_view v on v.id = w.view_id
                       where p.hash = ${hash} and v.project_id = ${projectId}::uuid)
            or exists (select 1 from artifact_pin p join feature_view_pack k on p.owner_kind = 'feature-view' and k.id = p.owner_id
                       join feature_view v on v.id = k.view_id
                       where p.hash = ${hash} and v.project_id = ${projectId}::uuid) as used`,
  );
  return row?.used ?? false;
}
