import type { EndpointId, PredictionId, ProjectId } from '@millrace/pipeline-core/ids';
import type { Prediction } from '@millrace/pipeline-core/release';
import type { Db } from '../client';
import { fromPrediction, toPrediction } from '../mappers/prediction-row';

/** Stores predictions; those whose id is there already with the same time are left as they are. Answers how many were new. */
export async function insertPredictions(db: Db, predictions: readonly Prediction[]): Promise<number> {
  if (predictions.length === 0) return 0;
  const { count } = await db.prisma.prediction.createMany({
    data: predictions.map(fromPrediction),
    skipDuplicates: true,
  });
  return count;
}

/** Predictions that an endpoint has answered with, newest first; 100 unless told otherwise. Copies for a shadow are none. */
export async function listPredictions(
  db: Db,
  filter: { endpointId: EndpointId; before?: Date; limit?: number },
): Promise<Prediction[]> {
  const limit = filter.limit ?? 100;
  const end = filter.before?.getTime() ?? (Math.floor(Date.now() / dayMs) + 2) * dayMs;
  // The newest are asked for all the time, and almost always lie in the last days: two tables, not one for each day.
  const recent = await listBetween(db, filter, {
    gte: new Date(Math.min(end, Date.now()) - 2 * dayMs),
    lt: new Date(end),
  });
  if (recent.length === limit) return recent;
  return listBetween(db, filter, filter.before === undefined ? undefined : { lt: filter.before });
}

const dayMs = 24 * 3600_000;

async function listBetween(
  db: Db,
  filter: { endpointId: EndpointId; limit?: number },
  at: { gte?: Date; lt: Date } | undefined,
): Promise<Prediction[]> {
  const rows = await db.prisma.prediction.findMany({
    where: {
      endpointId: filter.endpointId,
      shadowOf: null,
      ...(at === undefined ? {} : { at }),
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: filter.limit ?? 100,
  });
  return rows.map(toPrediction);
}

/** A prediction of a project. The same id with several times, which takes two spools that disagree, is the newest. */
export async function getPrediction(
  db: Db,
  key: { projectId: ProjectId; id: PredictionId },
): Promise<Prediction | null> {
  const made = timeOf(key.id);
  const near =
    made === null ? null : await newestOf(db, key.id, { gte: new Date(made - dayMs), lte: new Date(made + dayMs) });
  const row = near ?? (await newestOf(db, key.id));
  if (row === null) return null;
  const owned = await db.prisma.endpoint.count({ where: { id: row.endpointId, projectId: key.projectId } });
  return owned === 0 ? null : toPrediction(row);
}

function newestOf(db: Db, id: PredictionId, at?: { gte: Date; lte: Date }) {
  return db.prisma.prediction.findFirst({
    where: { id, ...(at === undefined ? {} : { at }) },
    orderBy: { at: 'desc' },
  });
}

/** When a version 7 UUID was made, in ms: its first 48 bits (RFC 9562). Null for others, whose time nobody knows. */
function timeOf(id: PredictionId): number | null {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null;
}
