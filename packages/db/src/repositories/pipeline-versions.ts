import { createHash } from 'node:crypto';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { PipelineId, PipelineVersionId, ProjectId } from '@millrace/pipeline-core/ids';
import { canonicalJson } from '@millrace/pipeline-core/json';
import type { Db } from '../client';
import {
  type PipelineVersion,
  type PipelineVersionSummary,
  pipelineVersionSchema,
  pipelineVersionSummarySchema,
} from '../mappers/pipeline-row';
import { sql, toJson } from '../raw-query';

/** sha256 of the canonical JSON: equal documents share a version. */
export function hashDocument(document: PipelineDocument): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex');
}

/** The version of a pipeline with this document: the one that exists, else a new one with the next number. */
export async function saveVersion(
  db: Db,
  input: { pipelineId: PipelineId; document: PipelineDocument; name?: string; createdBy: string },
): Promise<PipelineVersion> {
  const documentHash = hashDocument(input.document);
  return db.transaction(async (tx) => {
    await tx.prisma.$queryRaw(sql`select id from pipeline where id = ${input.pipelineId}::uuid for update`);
    const key = { pipelineId: input.pipelineId, documentHash };
    const existing = await tx.prisma.pipelineVersion.findUnique({ where: { pipelineId_documentHash: key } });
    if (existing !== null) return pipelineVersionSchema.parse(existing);
    const last = await tx.prisma.pipelineVersion.aggregate({
      where: { pipelineId: input.pipelineId },
      _max: { number: true },
    });
    const row = await tx.prisma.pipelineVersion.create({
      data: {
        ...key,
        number: (last._max.number ?? 0) + 1,
        document: toJson(input.document),
        name: input.name ?? null,
        createdBy: input.createdBy,
      },
    });
    return pipelineVersionSchema.parse(row);
  });
}

export async function getVersion(
  db: Db,
  key: { projectId: ProjectId; id: PipelineVersionId },
): Promise<PipelineVersion | null> {
  const row = await db.prisma.pipelineVersion.findFirst({
    where: { id: key.id, pipeline: { projectId: key.projectId } },
  });
  return row === null ? null : pipelineVersionSchema.parse(row);
}

/** Versions of a pipeline, newest first. */
export async function listVersions(
  db: Db,
  key: { projectId: ProjectId; pipelineId: PipelineId },
): Promise<PipelineVersionSummary[]> {
  const rows = await db.prisma.pipelineVersion.findMany({
    where: { pipelineId: key.pipelineId, pipeline: { projectId: key.projectId } },
    orderBy: { number: 'desc' },
    omit: { document: true },
  });
  return rows.map((row) => pipelineVersionSummarySchema.parse(row));
}

/** False when there is no such version. */
export async function renameVersion(
  db: Db,
  input: { projectId: ProjectId; id: PipelineVersionId; name: string | null },
): Promise<boolean> {
  const { count } = await db.prisma.pipelineVersion.updateMany({
    where: { id: input.id, pipeline: { projectId: input.projectId } },
    data: { name: input.name },
  });
  return count === 1;
}
