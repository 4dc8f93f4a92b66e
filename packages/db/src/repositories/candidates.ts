import {
  type ArtifactHash,
  type CandidateId,
  candidateIdSchema,
  type PipelineId,
  type ProjectId,
  type RunId,
  runIdSchema,
} from '@millrace/pipeline-core/ids';
import { fitEnvironmentSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { type Candidate, candidateSchema, type EvaluationRow } from '../mappers/model-row';
import { queryRow, queryRows, sql, toJson, toNullableJson } from '../raw-query';

export type NewCandidate = Omit<Candidate, 'id' | 'createdAt' | 'evaluations' | 'environment'> & {
  environment?: Candidate['environment'];
};

const withEvaluations = { evaluations: { orderBy: { createdAt: 'desc' as const } } };

/** Keeps a trained model as a candidate. Equal models of a project are one candidate: the first run that made it stays. */
export async function recordCandidate(db: Db, input: NewCandidate): Promise<Candidate> {
  const row = await db.prisma.candidate.upsert({
    where: { projectId_modelHash: { projectId: input.projectId, modelHash: input.modelHash } },
    create: { ...input, manifest: toJson(input.manifest), environment: toNullableJson(input.environment) },
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

const fitSchema = z.object({ environment: fitEnvironmentSchema.nullable(), seconds: z.number().nullable() });
/** What the fit of a model took, and where it was. */
export type TrialFit = z.output<typeof fitSchema>;

/** How a model of the project was fitted that a search hands on: by one of its trials; null when none of them made it. */
export async function findTrialFit(
  db: Db,
  key: { projectId: ProjectId; modelHash: ArtifactHash },
): Promise<TrialFit | null> {
  return queryRow(
    db,
    fitSchema,
    sql`select t.environment, t.seconds from trial t join run r on r.id = t.run_id
        where t.model_hash = ${key.modelHash} and r.project_id = ${key.projectId}::uuid
        order by t.environment is null, t.seconds is null, r.created_at limit 1`,
  );
}

/**
 * Candidates, newest first; 200 unless told otherwise. Those of a pipeline or run are the models its steps made or took
 * from the cache, whichever run trained them first, and those a comparison it holds has ranked; with a run, evaluations are
 * those of that run in the same sense.
 */
export async function listCandidates(
  db: Db,
  filter: { projectId: ProjectId; pipelineId?: PipelineId; runId?: RunId; limit?: number },
): Promise<Candidate[]> {
  const { runId } = filter;
  const ids = await findCandidates(db, filter);
  const rows = await db.prisma.candidate.findMany({
    where: { id: { in: ids } },
    orderBy: { createdAt: 'desc' },
    include: withEvaluations,
  });
  const candidates = rows.map((row) => candidateSchema.parse(row));
  if (runId === undefined) return candidates;
  const made = await listMade(db, { runId, of: candidates.flatMap(({ evaluations }) => evaluations) });
  return candidates.map((candidate) => ({
    ...candidate,
    evaluations: candidate.evaluations.filter(
      (evaluation) =>
        evaluation.runId === runId || (evaluation.artifactHash !== null && made.has(evaluation.artifactHash)),
    ),
  }));
}

/** What these candidates are called, by their id; those of other projects are left out. */
export async function listCandidateTitles(
  db: Db,
  o: { projectId: ProjectId; ids: readonly CandidateId[] },
): Promise<Map<CandidateId, string>> {
  const rows = await db.prisma.candidate.findMany({
    where: { projectId: o.projectId, id: { in: [...o.ids] } },
    select: { id: true, title: true },
  });
  return new Map(rows.map(({ id, title }) => [candidateIdSchema.parse(id), title]));
}

async function findCandidates(db: Db, filter: Parameters<typeof listCandidates>[1]): Promise<CandidateId[]> {
  const { projectId, pipelineId, runId } = filter;
  const conditions = [
    sql`c.project_id = ${projectId}::uuid`,
    ...(runId === undefined
      ? [sql`c.id not in (select h.id from hybrid_candidate h where h.project_id = ${projectId}::uuid)`]
      : []),
    ...(runId === undefined
      ? []
      : [
          sql`(c.run_id = ${runId}::uuid or c.model_hash in (
                select u.hash from artifact_use u where u.run_id = ${runId}::uuid and u.dir = 'out')
              or c.model_hash in (
                select m->>'model' from artifact_use u
                join comparison x on x.artifact_hash = u.hash and x.project_id = ${projectId}::uuid
                cross join jsonb_array_elements(x.result->'ranking') m
                where u.run_id = ${runId}::uuid and u.dir = 'out'))`,
        ]),
    ...(pipelineId === undefined
      ? []
      : [
          sql`(c.pipeline_id = ${pipelineId}::uuid or exists (
                select 1 from artifact_use u join run_info i on i.run_id = u.run_id
                where u.hash = c.model_hash and u.dir = 'out' and i.pipeline_id = ${pipelineId}::uuid))`,
        ]),
  ];
  const rows = await queryRows(
    db,
    z.object({ id: candidateIdSchema }),
    sql`select c.id from candidate c where ${Prisma.join(conditions, ' and ')}
        order by c.created_at desc limit ${filter.limit ?? 200}`,
  );
  return rows.map(({ id }) => id);
}

/** Which of these evaluations a run made or took from the cache, by their artifacts. */
async function listMade(db: Db, { runId, of }: { runId: RunId; of: EvaluationRow[] }): Promise<Set<string>> {
  const hashes = of.flatMap(({ artifactHash }) => artifactHash ?? []);
  const rows = await queryRows(
    db,
    z.object({ hash: z.string() }),
    sql`select distinct hash from artifact_use where run_id = ${runId}::uuid and dir = 'out' and hash = any(${hashes}::text[])`,
  );
  return new Set(rows.map(({ hash }) => hash));
}

/**
 * The newest run of the same pipeline before this one in which candidates were judged or compared; null where there is none.
 * A run to one step trains or explains without judging again: what was found before still holds.
 */
export async function findJudgedBefore(
  db: Db,
  { projectId, runId }: { projectId: ProjectId; runId: RunId },
): Promise<{ id: RunId; number: number } | null> {
  return queryRow(
    db,
    z.object({ id: runIdSchema, number: z.int() }),
    sql`select i.run_id as id, i.number from run_info own
        join run_info i on i.pipeline_id = own.pipeline_id and i.project_id = own.project_id and i.number < own.number
        where own.run_id = ${runId}::uuid and own.project_id = ${projectId}::uuid and i.kind <> 'hybrid'
          and (exists (select 1 from comparison c where c.run_id = i.run_id)
            or exists (select 1 from evaluation e where e.run_id = i.run_id))
        order by i.number desc limit 1`,
  );
}

/** Runs with candidates, made or taken from the cache, newest first; 200 at most. */
export async function listRunsWithCandidates(db: Db, { projectId }: { projectId: ProjectId }): Promise<RunId[]> {
  const rows = await queryRows(
    db,
    z.object({ id: runIdSchema }),
    sql`select i.run_id as id from run_info i where i.project_id = ${projectId}::uuid and i.kind <> 'hybrid' and i.run_id in (
          select c.run_id from candidate c where c.project_id = ${projectId}::uuid
          union select u.run_id from candidate c join artifact_use u on u.hash = c.model_hash and u.dir = 'out'
            where c.project_id = ${projectId}::uuid)
        order by i.number desc limit 200`,
  );
  return rows.map(({ id }) => id);
}
