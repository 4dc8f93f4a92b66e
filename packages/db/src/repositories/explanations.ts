import {
  type ArtifactHash,
  artifactHashSchema,
  type CandidateId,
  type ProjectId,
  runIdSchema,
} from '@millrace/pipeline-core/ids';
import { runStatusSchema } from '@millrace/pipeline-core/run';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, sql } from '../raw-query';

/** What a run that the button "Explain this model" starts is called. */
export const explainRunKind = 'explain';

/**
 * What an Explain step found about a model, in whichever run of the project; the newest of several. A drawn step took the model
 * as an input, a button's step as a reference, of which the plan of its run tells.
 */
export async function findExplanationHash(
  db: Db,
  key: { projectId: ProjectId; modelHash: ArtifactHash },
): Promise<ArtifactHash | null> {
  const row = await queryRow(
    db,
    z.object({ hash: artifactHashSchema }),
    sql`select made.hash from (
          select took.run_id, took.idx from artifact_use took where took.hash = ${key.modelHash} and took.dir = 'in'
          union
          select i.run_id, 0 from run_info i where i.project_id = ${key.projectId}::uuid and i.kind = ${explainRunKind}
            and i.plan->>'model' = ${key.modelHash}) step
        join artifact_use made on made.run_id = step.run_id and made.idx = step.idx and made.dir = 'out'
          and made.port = 'explanation'
        join artifact a on a.hash = made.hash and a.state = 'live'
        join run r on r.id = step.run_id and r.project_id = ${key.projectId}::uuid
        join step_run s on s.run_id = step.run_id and s.idx = step.idx and s.spec ->> 'fold' is null
        order by r.created_at desc, made.idx desc limit 1`,
  );
  return row?.hash ?? null;
}

const explainRun = z.object({ id: runIdSchema, number: z.number().int(), status: runStatusSchema });
export type ExplainRun = z.output<typeof explainRun>;

/** Of two who would have one model explained, the second waits here until the transaction of the first ends. */
export async function lockExplaining(tx: Db, { candidateId }: { candidateId: CandidateId }): Promise<void> {
  await tx.prisma.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${`explain ${candidateId}`}, 0))`);
}

/** The newest run that somebody started to have this candidate explained; null where nobody did. */
export async function findExplainRun(
  db: Db,
  key: { projectId: ProjectId; candidateId: CandidateId },
): Promise<ExplainRun | null> {
  return queryRow(
    db,
    explainRun,
    sql`select i.run_id as id, i.number, r.status from run_info i join run r on r.id = i.run_id
        where i.project_id = ${key.projectId}::uuid and i.kind = ${explainRunKind}
          and i.plan->>'candidate' = ${key.candidateId}
        order by i.number desc limit 1`,
  );
}
