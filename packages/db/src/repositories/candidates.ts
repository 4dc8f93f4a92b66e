import type { ArtifactHash, CandidateId, PipelineId, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type Candidate, candidateSchema } from '../mappers/model-row';
import { toJson } from '../raw-query';

export type NewCandidate = Omit<Candidate, 'id' | 'createdAt' | 'evaluations'>;

const withEvaluations = { evaluations: { orderBy: { createdAt: 'desc' as const } } };

/** Keeps a trained model as a candidate. Equal models of a project are one candidate: the first run that made it stays. */
export async function recordCandidate(db: Db, input: NewCandidate): Promise<Candidate> {
  const row = await db.prisma.candidate.upsert({
    where: { projectId_modelHash: { projectId: input.projectId, modelHash: input.modelHash } },
    create: { ...input, manifest: toJson(input.manifest) },
    update: {},
    include: withEvaluations,
  });
  return candidateSchema.parse(row);
}

export async function getCandidate(db: Db, key: { projectId: ProjectId; id: CandidateId }): Promise<Candidate | null> {
  const row = await db.prisma.candidate.findFirst({ where: key, include: withEvaluations });
  return row === null ? null : candidateSchema.parse(row);
}

export async function findCandidateByModel(
  db: Db,
  key: { projectId: ProjectId; modelHash: ArtifactHash },
): Promise<Candidate | null> {
  const row = await db.prisma.candidate.findUnique({
    where: { projectId_modelHash: key },
    include: withEvaluations,
  });
  return row === null ? null : candidateSchema.parse(row);
}

/**
 * Candidates, newest first; 200 unless told otherwise. With `runId` also those that an earlier run trained and this
 * one evaluated again from the cache.
 */
export async function listCandidates(
  db: Db,
  filter: { projectId: ProjectId; pipelineId?: PipelineId; runId?: RunId; limit?: number },
): Promise<Candidate[]> {
  const { projectId, pipelineId, runId } = filter;
  const rows = await db.prisma.candidate.findMany({
    where: {
      projectId,
      ...(pipelineId === undefined ? {} : { pipelineId }),
      ...(runId === undefined ? {} : { OR: [{ runId }, { evaluations: { some: { runId } } }] }),
    },
    orderBy: { createdAt: 'desc' },
    take: filter.limit ?? 200,
    include: withEvaluations,
  });
  return rows.map((row) => candidateSchema.parse(row));
}
