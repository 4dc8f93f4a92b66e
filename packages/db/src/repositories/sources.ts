import { randomUUID } from 'node:crypto';
import {
  type DatasetId,
  type PipelineId,
  type ProjectId,
  type SourceId,
  sourceIdSchema,
} from '@millrace/pipeline-core/ids';
import { canonicalJson, type Json } from '@millrace/pipeline-core/json';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { type SourceConfig, type SourceKind, type SourcePolicy, sourceDocument } from '@millrace/pipeline-core/sources';
import type { Db } from '../client';
import { type Source, type SourceProblem, sourceSchema } from '../mappers/source-row';
import { isUniqueViolation, sql, toJson, toNullableJson } from '../raw-query';

export type SourceKey = { projectId: ProjectId; id: SourceId };

export type NewSource = {
  projectId: ProjectId;
  name: string;
  config: SourceConfig;
  secret: string | null;
  policy: SourcePolicy;
  datasetId: DatasetId;
  createdBy: string;
};

/** Makes a source and the pipeline that reads it. Names are unique among the sources a project shows. */
export async function createSource(db: Db, input: NewSource): Promise<Result<Source, 'name-taken'>> {
  const id = sourceIdSchema.parse(randomUUID());
  const { projectId, name, config, policy, createdBy } = input;
  if ((await db.prisma.source.count({ where: { projectId, name } })) > 0) return err('name-taken');
  try {
    return await db.transaction(async (tx) => {
      const document = toJson(sourceDocument({ id, name }));
      const made = { projectId, name, document, createdBy, updatedBy: createdBy, sourceId: id };
      const pipeline = await tx.prisma.pipeline.create({ data: made });
      const row = await tx.prisma.source.create({
        data: {
          id,
          projectId,
          name,
          kind: config.kind,
          config: toJson(config),
          secret: input.secret,
          policy: toJson(policy),
          datasetId: input.datasetId,
          pipelineId: pipeline.id,
          createdBy,
          updatedBy: createdBy,
        },
      });
      return ok(sourceSchema.parse(row));
    });
  } catch (error) {
    if (isUniqueViolation(error)) return err('name-taken');
    throw error;
  }
}

export async function getSource(db: Db, { projectId, id }: SourceKey): Promise<Source | null> {
  const row = await db.prisma.source.findFirst({ where: { projectId, id, deletedAt: null } });
  return row === null ? null : sourceSchema.parse(row);
}

/** A source of whatever project, for what is addressed by its id alone; the caller compares the project. */
export async function findSource(db: Db, id: SourceId): Promise<Source | null> {
  const row = await db.prisma.source.findFirst({ where: { id, deletedAt: null } });
  return row === null ? null : sourceSchema.parse(row);
}

export async function findSourceByName(db: Db, key: { projectId: ProjectId; name: string }): Promise<Source | null> {
  const row = await db.prisma.source.findFirst({ where: { ...key, deletedAt: null } });
  return row === null ? null : sourceSchema.parse(row);
}

/** The source a pipeline reads for; null when it is a drawing. */
export async function findSourceOfPipeline(
  db: Db,
  key: { projectId: ProjectId; pipelineId: PipelineId },
): Promise<Source | null> {
  const row = await db.prisma.source.findFirst({ where: { ...key, deletedAt: null } });
  return row === null ? null : sourceSchema.parse(row);
}

/** Sources of a project by name. */
export async function listSources(db: Db, projectId: ProjectId): Promise<Source[]> {
  const rows = await db.prisma.source.findMany({ where: { projectId, deletedAt: null }, orderBy: { name: 'asc' } });
  return rows.map((row) => sourceSchema.parse(row));
}

/** Sources of one kind in the whole installation that are not paused, for what watches them. */
export async function listActiveSources(db: Db, kind: SourceKind): Promise<Source[]> {
  const rows = await db.prisma.source.findMany({
    where: { kind, deletedAt: null, paused: false, dataset: { deletedAt: null } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map((row) => sourceSchema.parse(row));
}

export type SourceChange = Partial<Pick<NewSource, 'name' | 'config' | 'secret' | 'policy'>> & { paused?: boolean };

/** Changes settings of a source; another place to read begins at the beginning again. */
export async function updateSource(
  db: Db,
  input: SourceKey & { change: SourceChange; actor: string; forgetCursor?: boolean },
): Promise<Result<Source, 'missing' | 'name-taken'>> {
  const { projectId, id, change, actor } = input;
  const { config, policy, ...plain } = change;
  try {
    return await db.transaction(async (tx) => {
      const before = await lockSource(tx, { projectId, id });
      if (before === null) return err('missing');
      const row = await tx.prisma.source.update({
        where: { id },
        data: {
          ...plain,
          ...(config === undefined ? {} : { config: toJson(config), kind: config.kind }),
          ...(policy === undefined ? {} : { policy: toJson(policy) }),
          ...(input.forgetCursor === true ? { cursor: toNullableJson(null) } : {}),
          updatedBy: actor,
        },
      });
      if (plain.name !== undefined) await renameItsPipeline(tx, { ...before, name: plain.name });
      return ok(sourceSchema.parse(row));
    });
  } catch (error) {
    if (isUniqueViolation(error)) return err('name-taken');
    throw error;
  }
}

async function renameItsPipeline(tx: Db, source: Source): Promise<void> {
  await tx.prisma.pipeline.update({
    where: { id: source.pipelineId },
    data: { name: source.name, document: toJson(sourceDocument(source)) },
  });
}

/** The source, held until the transaction ends. */
export async function lockSource(tx: Db, key: SourceKey): Promise<Source | null> {
  await tx.prisma.$queryRaw(sql`select id from source where id = ${key.id}::uuid for update`);
  return getSource(tx, key);
}

/** Moves the cursor on, if it still stands at `from`. False: somebody else has moved it. Call it with the source locked. */
export async function advanceCursor(tx: Db, input: { source: Source; from: Json; to: Json }): Promise<boolean> {
  const { source, from, to } = input;
  if (canonicalJson(source.cursor) !== canonicalJson(from)) return false;
  if (canonicalJson(from) !== canonicalJson(to))
    await tx.prisma.source.update({ where: { id: source.id }, data: { cursor: toNullableJson(to) } });
  return true;
}

/** Replaces what is wrong with a source now; an empty list says that nothing is. */
export async function setSourceProblems(db: Db, key: SourceKey, problems: readonly SourceProblem[]): Promise<void> {
  await db.prisma.source.updateMany({ where: key, data: { problems: toJson(problems) } });
}

/** Hides a source with its pipeline and clocks; its name becomes free, its batches stay. */
export async function deleteSource(db: Db, key: SourceKey): Promise<boolean> {
  return db.transaction(async (tx) => {
    const source = await lockSource(tx, key);
    if (source === null) return false;
    const { projectId, pipelineId } = source;
    const name = `${source.name} (deleted ${source.id})`;
    await tx.prisma.source.update({ where: { id: source.id }, data: { deletedAt: new Date(), name } });
    await tx.prisma.schedule.deleteMany({ where: { projectId, pipelineId } });
    await tx.prisma.pipeline.update({ where: { id: pipelineId }, data: { deletedAt: new Date() } });
    return true;
  });
}
