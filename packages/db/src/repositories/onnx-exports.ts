import { type ArtifactHash, artifactHashSchema, type CandidateId, type ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, sql } from '../raw-query';

/**
 * The proof beside the newest .onnx file that was made of a candidate, by its button or by a drawn step, whose file is still
 * kept; null where there is none.
 */
export async function findOnnxExport(
  db: Db,
  key: { projectId: ProjectId; candidateId: CandidateId; modelHash: ArtifactHash },
): Promise<ArtifactHash | null> {
  const row = await queryRow(
    db,
    z.object({ hash: artifactHashSchema }),
    sql`select made.hash from (
          select took.run_id, took.idx from artifact_use took where took.hash = ${key.modelHash} and took.dir = 'in'
          union
          select i.run_id, 0 from run_info i where i.project_id = ${key.projectId}::uuid and i.kind = 'onnx-export'
            and i.plan->>'candidate' = ${key.candidateId}) step
        join run_info i on i.run_id = step.run_id and i.project_id = ${key.projectId}::uuid
        join artifact_use made on made.run_id = step.run_id and made.idx = step.idx and made.dir = 'out'
          and made.port = 'parity'
        join artifact proof on proof.hash = made.hash and proof.state = 'live'
        join artifact_use file on file.run_id = step.run_id and file.idx = step.idx and file.dir = 'out' and file.port = 'onnx'
        join artifact kept on kept.hash = file.hash and kept.state = 'live'
        order by i.created_at desc limit 1`,
  );
  return row?.hash ?? null;
}
