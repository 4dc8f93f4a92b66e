import type { CandidateId, RunId } from '@millrace/pipeline-core/ids';
import type { Evaluation } from '@millrace/pipeline-core/metrics';
import type { Db } from '../client';
import { type EvaluationRow, evaluationRowSchema } from '../mappers/model-row';
import { toJson } from '../raw-query';
import { findOutputHash } from './step-runs';

/** Keeps what an evaluate step found about a candidate, with its artifact; a second call for the same step changes nothing. */
export async function recordEvaluation(
  db: Db,
  input: { candidateId: CandidateId; runId: RunId; idx: number; result: Evaluation },
): Promise<EvaluationRow> {
  const artifactHash = await findOutputHash(db, { ...input, port: 'evaluation' });
  const row = await db.prisma.evaluation.upsert({
    where: { runId_idx: { runId: input.runId, idx: input.idx } },
    create: { ...input, artifactHash, result: toJson(input.result) },
    update: {},
  });
  return evaluationRowSchema.parse(row);
}
