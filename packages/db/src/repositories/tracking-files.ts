import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import type { ArtifactRecord } from '../mappers/artifact-row';
import { queryRow, queryRows, sql } from '../raw-query';
import { pinArtifacts, recordArtifact, unpinArtifacts } from './artifacts';

/** Whose files: of a run or of a logged model, by its uuid. */
export type FileOwner = { kind: 'run' | 'model'; id: string };

const fileSchema = z.object({
  id: z.string(),
  path: z.string(),
  hash: artifactHashSchema,
  bytes: z.string().transform(Number),
});
export type TrackFile = z.output<typeof fileSchema>;
const columns = sql`f.id::text as id, f.path, f.hash, f.bytes::text as bytes`;

function ownerIs({ kind, id }: FileOwner) {
  return kind === 'run' ? sql`f.run_id = ${id}::uuid` : sql`f.model_id = ${id}::uuid`;
}

/**
 * Keeps bytes that lie in the store under a name; what had the name before is let go. Answers the recorded place of the
 * content: when it is not the given one, the store had it already.
 */
export async function putTrackFile(
  db: Db,
  o: { owner: FileOwner; path: string; record: ArtifactRecord },
): Promise<{ location: string | null }> {
  const { owner, path, record } = o;
  const run = owner.kind === 'run' ? owner.id : null;
  const model = owner.kind === 'model' ? owner.id : null;
  return db.transaction(async (tx) => {
    const stored = await recordArtifact(tx, record);
    const row = await queryRow(
      tx,
      z.object({ id: z.string() }),
      sql`insert into track_file (run_id, model_id, path, hash, bytes)
          values (${run}::uuid, ${model}::uuid, ${path}, ${record.hash}, ${String(record.bytes)}::bigint)
          on conflict (run_id, model_id, path)
            do update set hash = excluded.hash, bytes = excluded.bytes, created_at = now() returning id::text as id`,
    );
    if (row === null) throw new Error(`the file ${path} was not kept`);
    const pin = { ownerKind: 'tracked-file' as const, ownerId: row.id };
    await unpinArtifacts(tx, pin);
    if (!(await pinArtifacts(tx, { ...pin, hashes: [record.hash] }))) {
      throw new Error(`the content of ${path} is not in the artifact store any more`);
    }
    return stored;
  });
}

export async function findTrackFile(db: Db, o: { owner: FileOwner; path: string }): Promise<TrackFile | null> {
  return queryRow(
    db,
    fileSchema,
    sql`select ${columns} from track_file f where ${ownerIs(o.owner)} and f.path = ${o.path}`,
  );
}

/** Names in a folder, those of the whole for the empty one: its files with their bytes, and each folder in it once. */
export async function listTrackFolder(
  db: Db,
  o: { owner: FileOwner; folder: string },
): Promise<{ name: string; bytes: number | null }[]> {
  const prefix = o.folder === '' ? '' : `${o.folder}/`;
  const rows = await queryRows(
    db,
    z.object({ name: z.string(), below: z.boolean(), bytes: z.string().transform(Number) }),
    sql`select x.name, bool_or(x.below) as below, max(x.bytes)::text as bytes from (
          select split_part(r.rest, '/', 1) as name, strpos(r.rest, '/') > 0 as below, r.bytes from (
            select substr(f.path, char_length(${prefix}::text) + 1) as rest, f.bytes from track_file f
            where ${ownerIs(o.owner)} and starts_with(f.path, ${prefix}::text)) r) x
        group by x.name order by x.name collate "C"`,
  );
  return rows.map(({ name, below, bytes }) => ({ name, bytes: below ? null : bytes }));
}

/** Takes a file, or a folder with all that is in it, away; answers how many files. */
export async function deleteTrackFiles(db: Db, o: { owner: FileOwner; path: string }): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await queryRows(
      tx,
      z.object({ id: z.string() }),
      sql`delete from track_file f where ${ownerIs(o.owner)}
            and (f.path = ${o.path} or starts_with(f.path, ${`${o.path}/`})) returning f.id::text as id`,
    );
    for (const { id } of rows) await unpinArtifacts(tx, { ownerKind: 'tracked-file', ownerId: id });
    return rows.length;
  });
}
