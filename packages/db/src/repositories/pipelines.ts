import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { PipelineId, ProjectId } from '@millrace/pipeline-core/ids';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import type { Db } from '../client';
import { type Pipeline, type PipelineSummary, pipelineSchema, pipelineSummarySchema } from '../mappers/pipeline-row';
import { sql, toJson } from '../raw-query';

export type PipelineKey = { projectId: ProjectId; id: PipelineId };

export type SavePipeline = PipelineKey & {
  document: PipelineDocument;
  /** Revision the editor started from; another one means that somebody else saved meanwhile. */
  baseRevision: number;
  userId: string;
  /** Steps the edits delete by hand: these may be missing, no others. */
  deletedSteps?: readonly string[];
};

export type SaveRefusal =
  | { kind: 'missing' }
  | { kind: 'stale'; pipeline: Pipeline }
  | { kind: 'steps-lost'; before: number; lost: number };

export async function createPipeline(
  db: Db,
  input: { projectId: ProjectId; name: string; document: PipelineDocument; createdBy: string },
): Promise<Pipeline> {
  const row = await db.prisma.pipeline.create({
    data: { ...input, document: toJson(input.document), updatedBy: input.createdBy },
  });
  return pipelineSchema.parse(row);
}

export async function getPipeline(db: Db, key: PipelineKey): Promise<Pipeline | null> {
  const row = await db.prisma.pipeline.findFirst({ where: { ...key, deletedAt: null } });
  return row === null ? null : pipelineSchema.parse(row);
}

/**
 * The pipeline, held until the transaction ends: whoever else asks for it this way waits. Reading it goes on;
 * saving a version, and so starting a run by hand, waits.
 */
export async function lockPipeline(tx: Db, key: PipelineKey): Promise<Pipeline | null> {
  await tx.prisma.$queryRaw(sql`select id from pipeline where id = ${key.id}::uuid for no key update`);
  return getPipeline(tx, key);
}

/** Drawings of a project, last edited first; pipelines of sources are not among them. */
export async function listPipelines(db: Db, projectId: ProjectId): Promise<PipelineSummary[]> {
  const rows = await db.prisma.pipeline.findMany({
    where: { projectId, deletedAt: null, sourceId: null },
    orderBy: { updatedAt: 'desc' },
    omit: { document: true },
  });
  return rows.map((row) => pipelineSummarySchema.parse(row));
}

/** Saves the draft on top of `baseRevision`. Refuses a stale base, and a document that lacks steps nobody deleted. */
export async function savePipeline(
  db: Db,
  input: SavePipeline,
): Promise<Result<{ revision: number; updatedAt: Date }, SaveRefusal>> {
  return db.transaction(async (tx) => {
    await tx.prisma.$queryRaw(sql`select id from pipeline where id = ${input.id}::uuid for update`);
    const current = await getPipeline(tx, { projectId: input.projectId, id: input.id });
    if (current === null) return err<SaveRefusal>({ kind: 'missing' });
    if (current.revision !== input.baseRevision) return err<SaveRefusal>({ kind: 'stale', pipeline: current });
    const before = Object.keys(current.document.steps);
    const deleted = new Set(input.deletedSteps);
    const lost = before.filter((id) => input.document.steps[id] === undefined && !deleted.has(id)).length;
    if (lost > 0) return err<SaveRefusal>({ kind: 'steps-lost', before: before.length, lost });
    const row = await tx.prisma.pipeline.update({
      where: { id: input.id },
      data: { document: toJson(input.document), revision: current.revision + 1, updatedBy: input.userId },
    });
    return ok({ revision: row.revision, updatedAt: row.updatedAt });
  });
}

/** False when there is no such pipeline. */
export async function renamePipeline(db: Db, input: PipelineKey & { name: string; userId: string }): Promise<boolean> {
  const { count } = await db.prisma.pipeline.updateMany({
    where: { id: input.id, projectId: input.projectId, deletedAt: null },
    data: { name: input.name, updatedBy: input.userId },
  });
  return count === 1;
}

/** Hides a pipeline; its versions and runs stay readable. What would start it goes: nothing could switch that off. */
export async function deletePipeline(db: Db, key: PipelineKey): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { count } = await tx.prisma.pipeline.updateMany({
      where: { ...key, deletedAt: null },
      data: { deletedAt: new Date() },
    });
    if (count === 0) return false;
    const own = { projectId: key.projectId, pipelineId: key.id };
    await tx.prisma.schedule.deleteMany({ where: own });
    await tx.prisma.topicTrigger.deleteMany({ where: own });
    return true;
  });
}
