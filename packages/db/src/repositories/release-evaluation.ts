import type { ArtifactHash, ProjectId } from '@millrace/pipeline-core/ids';
import type { Evaluation } from '@millrace/pipeline-core/metrics';
import type { Db } from '../client';
import { type AwaitedEvaluation, findAwaitedEvaluation } from './awaited-evaluations';
import { findCandidateByModel } from './candidates';

export type EvaluationFacts = AwaitedEvaluation & { evaluation: Evaluation | null };

/**
 * The evaluation that a model is judged by at the gates: the one it was packed with, else the newest recorded; without
 * either, what is still to come or was lost.
 */
export async function findEvaluationFacts(
  db: Db,
  model: { projectId: ProjectId; modelHash: ArtifactHash; evaluation: Evaluation | null },
): Promise<EvaluationFacts> {
  const { projectId, modelHash, evaluation } = model;
  if (evaluation !== null) return { evaluation };
  const key = { projectId, modelHash };
  const awaited = await findAwaitedEvaluation(db, key);
  const recorded = (await findCandidateByModel(db, key))?.evaluations[0]?.result;
  return recorded === undefined ? { evaluation: null, ...awaited } : { evaluation: recorded };
}
