import { datasetIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import type { BatchesRead, ResolvedReference } from '@millrace/pipeline-core/run';
import { countRejects } from '@millrace/pipeline-core/sources';
import { batchWords, isSeveral, mostBatches, readBatchChoice } from '@millrace/pipeline-core/steps';
import type { Db } from '../client';
import { listReadableBatches, listRejects, type ReadableBatch } from '../repositories/batches';

/** Batches that are read as one table, oldest first, and those whose rows are in others. */
export type ChosenBatches = { read: ReadableBatch[]; leftOut: BatchesRead['leftOut'] };

/**
 * The batches of a choice of several; null where the choice is of one or there is no such dataset. A replay is left out,
 * since its rows are in earlier batches, and so is a batch with the very bytes of one that is read: no row is there twice.
 */
export async function chooseBatches(
  db: Db,
  o: { projectId: ProjectId; dataset: string; batch: string },
): Promise<ChosenBatches | 'too-many' | null> {
  const dataset = datasetIdSchema.safeParse(o.dataset);
  const choice = readBatchChoice(o.batch);
  if (!dataset.success || choice === null || !isSeveral(choice)) return null;
  const since = choice.kind === 'since' ? new Date(choice.time) : null;
  const batches = await listReadableBatches(db, {
    projectId: o.projectId,
    datasetId: dataset.data,
    since,
    most: mostBatches + 1,
  });
  if (batches.length > mostBatches) return 'too-many';
  const there = new Set(batches.map(({ number }) => number));
  const leftOut = batches.flatMap(({ number, replay, sameAs }) => {
    if (replay !== null) return [{ number, why: 'is a replay, whose rows are in earlier batches' }];
    return sameAs !== null && there.has(sameAs) ? [{ number, why: `has the same bytes as batch ${sameAs}` }] : [];
  });
  const out = new Set(leftOut.map(({ number }) => number));
  return { read: batches.filter(({ number }) => !out.has(number)), leftOut };
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
  const short = read.filter(({ rejected }) => rejected > 0);
  const rejects = await listRejects(
    db,
    short.map(({ id }) => id),
  );
  const batches = read.map(({ id, number, rejected }) => {
    const counts = countRejects({ rejected, rejects: rejects.get(id) ?? [] });
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
