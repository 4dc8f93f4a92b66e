import { type ArtifactHash, artifactHashSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, sql } from '../raw-query';

/** What an Explain step found about a model, in whichever run of the project; the newest of several. */
export async function findExplanationHash(
  db: Db,
  key: { projectId: ProjectId; modelHash: ArtifactHash },
): Promise<ArtifactHash | null> {
  const row = await queryRow(
    db,
    z.object({ hash: artifactHashSchema }),
    sql`select made.hash from artifact_use took
        join artifact_use made on made.run_id = took.run_id and made.idx = took.idx and made.dir = 'out'
          and made.port = 'explanation'
        join artifact a on a.hash = made.hash and a.state = 'live'
        join run r on r.id = took.run_id and r.project_id = ${key.projectId}::uuid
        join step_run s on s.run_id = took.run_id and s.idx = took.idx and s.spec ->> 'fold' is null
        where took.hash = ${key.modelHash} and took.dir = 'in'
        order by r.created_at desc, made.idx desc limit 1`,
  );
  return row?.hash ?? null;
}
