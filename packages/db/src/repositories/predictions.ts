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

/**
 * Predictions that an endpoint has answered with, newest first, or those of releases in shadow, which nobody was answered
 * with; 100 unless told otherwise.
 */
export async function listPredictions(
  db: Db,
  filter: { endpointId: EndpointId; shadow?: boolean; before?: Date; limit?: number },
): Promise<Prediction[]> {
  const rows = await db.prisma.prediction.findMany({
    where: {
      endpointId: filter.endpointId,
      shadowOf: filter.shadow === true ? { not: null } : null,
      ...(filter.before === undefined ? {} : { at: { lt: filter.before } }),
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: filter.limit ?? 100,
  });
  return rows.map(toPrediction);
}

export async function getPrediction(
  db: Db,
  key: { projectId: ProjectId; id: PredictionId },
): Promise<Prediction | null> {
  const row = await db.prisma.prediction.findFirst({ where: { id: key.id } });
  if (row === null) return null;
  const owned = await db.prisma.endpoint.count({ where: { id: row.endpointId, projectId: key.projectId } });
  return owned === 0 ? null : toPrediction(row);
}

/** How many it has answered with. */
export function countPredictions(db: Db, endpointId: EndpointId): Promise<number> {
  return db.prisma.prediction.count({ where: { endpointId, shadowOf: null } });
}
