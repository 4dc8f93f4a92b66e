import { type ArtifactHash, datasetIdSchema, type ProjectId, type SourceId } from '@millrace/pipeline-core/ids';
import type { BatchesRead, ResolvedReference } from '@millrace/pipeline-core/run';
import { countListed, type ReplayRequest } from '@millrace/pipeline-core/sources';
import { batchWords, isSeveral, mostBatches, readBatchChoice } from '@millrace/pipeline-core/steps';
import type { Db } from '../client';
import {
  countBatchRejects,
  listFirstLandings,
  listReadableBatches,
  type ReadableBatch,
} from '../repositories/readable-batches';

/** Batches that are read as one table, oldest first, and those that are not, with the reason. */
export type ChosenBatches = { read: ReadableBatch[]; leftOut: LeftOut[] };
type LeftOut = BatchesRead['leftOut'][number];

/**
 * The batches of a choice of several; null where the choice is of one or there is no such dataset. A batch with the very
 * bytes of one that is read is left out, whoever landed it, and so is a replay whose rows are in batches that are read.
 */
export async function chooseBatches(
  db: Db,
  o: { projectId: ProjectId; dataset: string; batch: string },
): Promise<ChosenBatches | 'too-many' | null> {
  const dataset = datasetIdSchema.safeParse(o.dataset);
  const choice = readBatchChoice(o.batch);
  if (!dataset.success || choice === null || !isSeveral(choice)) return null;
  const since = choice.kind === 'since' ? new Date(choice.time) : null;
  const key = { projectId: o.projectId, datasetId: dataset.data };
  const batches = await listReadableBatches(db, { ...key, since, most: mostBatches + 1 });
  if (batches.length > mostBatches) return 'too-many';
  const sources = batches.flatMap(({ replay, sourceId }) => (replay === null || sourceId === null ? [] : [sourceId]));
  return choose(batches, sources.length === 0 ? [] : await listFirstLandings(db, { ...key, sources }));
}

type FirstLanding = { number: number; sourceId: SourceId };

/** Oldest first, so that whatever may hold the rows of a batch has been decided on before it. */
function choose(batches: readonly ReadableBatch[], landings: readonly FirstLanding[]): ChosenBatches {
  const read: ReadableBatch[] = [];
  const leftOut: LeftOut[] = [];
  const readAs = new Map<ArtifactHash, number>(); // by bytes: the batch they are read from
  const covered = new Set<number>(); // batches whose rows are read, from them or from one with their bytes
  for (const batch of batches) {
    const left = whyLeftOut(batch, { read, readAs, covered, landings });
    if (left === null) {
      read.push(batch);
      readAs.set(batch.rawHash, batch.number);
    } else leftOut.push({ number: batch.number, ...left });
    if (readAs.has(batch.rawHash)) covered.add(batch.number);
  }
  return { read, leftOut };
}

type Before = {
  read: readonly ReadableBatch[];
  readAs: ReadonlyMap<ArtifactHash, number>;
  covered: ReadonlySet<number>;
  landings: readonly FirstLanding[];
};

function whyLeftOut(batch: ReadableBatch, { read, readAs, covered, landings }: Before): Omit<LeftOut, 'number'> | null {
  const same = readAs.get(batch.rawHash);
  if (same !== undefined) return { why: `has the same bytes as batch ${same}`, lost: false };
  const { replay, sourceId } = batch;
  if (replay === null) return null;
  // Which events an earlier batch holds is not kept with it: any of the source may hold those of the replay.
  const holders = landings.filter((landing) => landing.sourceId === sourceId && landing.number < batch.number);
  const unread = holders.flatMap(({ number }) => (covered.has(number) ? [] : [number]));
  if (holders.length > 0 && unread.length === 0)
    return { why: 'is a replay, whose rows are in earlier batches', lost: false };
  const again = read.find(
    (other) => other.sourceId === sourceId && other.replay !== null && overlap(other.replay, replay),
  );
  if (unread.length === holders.length && again === undefined) return null;
  return { why: lostWords(unread, again?.number), lost: true };
}

function overlap(one: ReplayRequest, other: ReplayRequest): boolean {
  return Date.parse(one.from) < Date.parse(other.to) && Date.parse(other.from) < Date.parse(one.to);
}

/** Why a replay is left out though its rows may be in no batch that is read, and what to do. */
function lostWords(unread: readonly number[], again: number | undefined): string {
  const next = 'to have these rows, pin the replay in a Dataset step of its own';
  if (again !== undefined) return `is a replay of a time of which batch ${again} is one, too; ${next}`;
  const are = unread.length === 1 ? 'is' : 'are';
  return `is a replay, and ${batchWords(unread)}, which may hold its rows, ${are} not read; ${next}`;
}

/** Several batches as one reference: artifacts `b3` and `b3.meta` are batch 3. Null when there is none to read. */
export async function resolveBatches(
  db: Db,
  o: { projectId: ProjectId; dataset: string; batch: string },
): Promise<ResolvedReference | null> {
  const chosen = await chooseBatches(db, o);
  if (chosen === null || chosen === 'too-many' || chosen.read.length === 0) return null;
  const { read, leftOut } = chosen;
  const rows = read.reduce((sum, batch) => sum + batch.rows, 0);
  const rejects = await countBatchRejects(db, { projectId: o.projectId, batches: read });
  const batches = read.map(({ id, number, rejected }) => {
    const counts = rejects.get(id) ?? countListed(rejected, { lines: 0, cells: 0 });
    return { id, number, port: `b${number}`, ...counts };
  });
  const data: BatchesRead = { batches, leftOut };
  return {
    kind: 'batches',
    id: o.dataset,
    label: `${batchWords(read.map(({ number }) => number))}, ${rows} rows`,
    artifacts: Object.fromEntries(
      read.flatMap(({ number, tableHash, metaHash }) => [
        [`b${number}`, tableHash],
        [`b${number}.meta`, metaHash],
      ]),
    ),
    data,
  };
}

/** Why several batches cannot be read as one table, as the end of a sentence; null where they can, or one is meant. */
export async function describeNoBatches(
  db: Db,
  o: { projectId: ProjectId; dataset: string; batch: string },
): Promise<string | null> {
  const chosen = await chooseBatches(db, o);
  if (chosen === null) return null;
  if (chosen === 'too-many')
    return `more than ${mostBatches} batches would be read as one table; choose those since a later time`;
  if (chosen.read.length > 0) return null;
  return o.batch === 'all'
    ? 'the dataset has no batch that is ready'
    : 'no batch of the dataset has landed since the time it names';
}
