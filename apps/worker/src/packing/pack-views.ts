import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  adoptViewPack,
  type Database,
  findArtifacts,
  findViewPack,
  forgetReplacedPacks,
  listServedViews,
  listViewsToPack,
  listViewVersions,
  recordArtifacts,
  releasePublished,
} from '@millrace/db';
import { tableMetaSchema, viewShapeSchema } from '@millrace/pipeline-core/features';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { type Json, jsonSchema } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { type ArtifactStore, hashJson } from '../data/artifact-store';
import type { Logger } from '../logger';

export type PackingDeps = {
  db: Database;
  store: Pick<ArtifactStore, 'putFile' | 'pathOf' | 'remove'>;
  /** Temporary folders are made below it. */
  folder: string;
  /** Runs a task in a locked-down child; the signal ends it. */
  runTask(task: { task: 'pack-view'; args: Json; folder: string; seconds: number; signal: AbortSignal }): Promise<Json>;
  /** Ends the packing: a pack takes up to half an hour, and the process is to stop now. */
  signal: AbortSignal;
  logger: Logger;
};

/** So many publications are worth a pack. */
export const packAt = 32;
/** And so many go into one at a time: a query over them stays small. */
const packMost = 200;
const packSeconds = 1800;
/** Publications whose files are let go in one statement. */
const letGoMost = 500;
/** A run that is being planned may be with a pack that was replaced a moment ago; one that has begun says so itself. */
const keepReplacedMs = 3600_000;

const packedSchema = z.object({ path: z.string(), meta: tableMetaSchema, rows: z.number(), given: z.number() });

/**
 * Packs every view that has many publications. One that cannot be packed is logged, and keeps none of the others waiting.
 * What is cut off is begun anew the next time.
 */
export async function packViews(deps: PackingDeps, now: Date): Promise<void> {
  for (const id of await listViewsToPack(deps.db, { publications: packAt })) {
    try {
      while (await packOnce(deps, id)) deps.logger.info({ view: id }, 'publications of a feature view packed');
    } catch (error) {
      if (deps.signal.aborted) return;
      deps.logger.warn({ view: id, error: String(error) }, 'a feature view could not be packed');
    }
  }
  const before = new Date(now.getTime() - keepReplacedMs);
  await letGo(deps, before); // before the packs that say since when they stand
  await forgetReplacedPacks(deps.db, { before });
}

/** What cannot be let go now is the next time, and keeps no pack that was replaced. */
async function letGo({ db, signal, logger }: PackingDeps, before: Date): Promise<void> {
  try {
    let released = 0;
    for (let more = true; more; ) {
      signal.throwIfAborted();
      const outputs = await releasePublished(db, { before, limit: letGoMost });
      released += outputs;
      more = outputs > 0;
    }
    if (released > 0) logger.info({ released }, 'files of feature views let go');
  } catch (error) {
    if (signal.aborted) return;
    logger.warn({ error: String(error) }, 'files of feature views could not be let go');
  }
}

/** Puts the pack so far and the oldest publications behind it into a new one. False when there is nothing to do. */
async function packOnce(deps: PackingDeps, viewId: string): Promise<boolean> {
  const { db, signal } = deps;
  signal.throwIfAborted();
  const [view] = await listServedViews(db, viewId);
  const pack = await findViewPack(db, viewId);
  const versions = (await listViewVersions(db, viewId)).reverse();
  const open = versions.filter(({ number }) => number > (pack?.toNumber ?? 0)).slice(0, packMost);
  const last = open.at(-1);
  if (view === undefined || last === undefined || open.length < packAt) return false;
  const tables = [...(pack === null ? [] : [pack]), ...open].map(({ tableHash }) => tableHash);
  const folder = join(deps.folder, `pack-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    const args = { paths: await pathsOf(deps, tables), shape: viewShapeSchema.parse(view) };
    const task = { task: 'pack-view' as const, args: plain(args), folder, seconds: packSeconds, signal };
    const made = packedSchema.parse(await deps.runTask(task));
    const given = made.given + (pack === null ? 0 : pack.given - pack.rows); // rows of the publications themselves
    const written = { meta: made.meta, rows: made.rows, given, path: join(folder, 'pack.parquet') };
    return await keep(deps, { viewId, replaces: pack?.id ?? null, toNumber: last.number, written });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pathsOf({ db, store }: PackingDeps, hashes: readonly ArtifactHash[]): Promise<string[]> {
  const found = await findArtifacts(db, hashes);
  return hashes.map((hash) => {
    const location = found.get(hash)?.location;
    if (location === undefined || location === null) throw new Error(`the table ${hash} is not in the artifact store`);
    return store.pathOf(location);
  });
}

type Made = {
  viewId: string;
  replaces: string | null;
  toNumber: number;
  written: { meta: z.output<typeof tableMetaSchema>; rows: number; given: number; path: string };
};

/** The file goes into the store first; what nobody records is swept later. */
async function keep({ db, store }: PackingDeps, { written, ...pack }: Made): Promise<boolean> {
  const { path, meta, ...counts } = written;
  const table = await store.putFile(path);
  const about = hashJson(meta);
  return db.transaction(async (tx) => {
    await recordArtifacts(tx, [
      { ...table, kind: 'table' },
      { hash: about.hash, bytes: about.bytes, kind: 'table-meta', inline: plain(meta) },
    ]);
    return adoptViewPack(tx, { ...pack, ...counts, tableHash: table.hash, metaHash: about.hash });
  });
}

/** A value as the JSON it becomes when sent: no undefined fields. */
function plain(value: object): Json {
  return jsonSchema.parse(JSON.parse(JSON.stringify(value)));
}
