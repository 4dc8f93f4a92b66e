import { type ModelId, modelIdSchema, type ProjectId, type ReleaseId } from '@millrace/pipeline-core/ids';
import { canonicalJson } from '@millrace/pipeline-core/json';
import { type ModelTestWish, mostModelTests } from '@millrace/pipeline-core/release';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { z } from 'zod';
import type { Db } from '../client';
import { type ModelTest, modelTestSchema } from '../mappers/model-row';
import { storableText } from '../protocol/storable-json';
import { isUniqueViolation, sql, toJson } from '../raw-query';

export type NewModelTest = ModelTestWish & { modelId: ModelId; predictionId: string | null; createdBy: string };
type ModelTestKey = { projectId: ProjectId; modelId: ModelId; id: string };
/** Where a test stands in the list of its model. */
export type ModelTestPlace = Pick<ModelTest, 'createdAt' | 'id'>;

const byAge = { orderBy: [{ createdAt: 'asc' as const }, { id: 'asc' as const }] };

/** Keeps a run as a test of a model, under a name that no other of its tests has; a model has `mostModelTests` at most. */
export async function createModelTest(db: Db, test: NewModelTest): Promise<Result<ModelTest, 'name-taken' | 'full'>> {
  return db.transaction(async (tx) => {
    await lockTests(tx, test.modelId);
    const { modelId } = test;
    if ((await tx.prisma.modelTest.count({ where: { modelId } })) >= mostModelTests) return err('full');
    return named(async () => {
      const row = await tx.prisma.modelTest.create({ data: { ...test, ...stored(test) } });
      return modelTestSchema.parse(row);
    });
  });
}

/**
 * Other words, another row, another expectation; null where there is no such test. One whose row was changed is not that
 * of its request any more. Answers what it was before.
 */
export async function changeModelTest(
  db: Db,
  { key, wish, changedBy }: { key: ModelTestKey; wish: ModelTestWish; changedBy: string },
): Promise<Result<ModelTest | null, 'name-taken'>> {
  return db.transaction(async (tx) => {
    await lockTests(tx, key.modelId);
    const before = await getModelTest(tx, key);
    if (before === null) return ok(null);
    const data = stored(wish);
    const sameRow = canonicalJson(data.row) === canonicalJson(before.row);
    return named(async () => {
      await tx.prisma.modelTest.update({
        where: { id: key.id },
        data: { ...data, ...(sameRow ? {} : { predictionId: null }), changedBy, changedAt: new Date() },
      });
      return before;
    });
  });
}

/** One of those who write tests of a model at once goes first: they are counted, and what one was is written down. */
async function lockTests(tx: Db, modelId: ModelId): Promise<void> {
  await tx.prisma.$queryRaw(sql`select id from model where id = ${modelId}::uuid for no key update`);
}

export async function getModelTest(db: Db, key: ModelTestKey): Promise<ModelTest | null> {
  const row = await db.prisma.modelTest.findFirst({ where: whereOf(key) });
  return row === null ? null : modelTestSchema.parse(row);
}

/** The tests of a model, oldest first, from behind a place in that order. */
export async function listModelTests(
  db: Db,
  { projectId, modelId, after, limit }: Omit<ModelTestKey, 'id'> & { after?: ModelTestPlace; limit?: number },
): Promise<ModelTest[]> {
  const behind =
    after === undefined
      ? {}
      : { OR: [{ createdAt: { gt: after.createdAt } }, { createdAt: after.createdAt, id: { gt: after.id } }] };
  const rows = await db.prisma.modelTest.findMany({
    where: { modelId, model: { projectId }, ...behind },
    ...byAge,
    ...(limit === undefined ? {} : { take: limit }),
  });
  return rows.map((row) => modelTestSchema.parse(row));
}

const testNameSchema = z.object({
  id: z.string(),
  name: z.string(),
  model: z.object({ id: modelIdSchema, name: z.string() }),
});

/** The tests of all models of a project by name, the latest first. */
export async function listModelTestNames(
  db: Db,
  { projectId, limit }: { projectId: ProjectId; limit: number },
): Promise<z.output<typeof testNameSchema>[]> {
  const rows = await db.prisma.modelTest.findMany({
    where: { model: { projectId } },
    select: { id: true, name: true, model: { select: { id: true, name: true } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map((row) => testNameSchema.parse(row));
}

/** The tests of the model that a release is one of, without asking whose it is: for its deployment. */
export async function listTestsOfReleaseUnchecked(db: Db, release: ReleaseId): Promise<ModelTest[]> {
  const where = { model: { releases: { some: { id: release } } } };
  const rows = await db.prisma.modelTest.findMany({ where, ...byAge });
  return rows.map((row) => modelTestSchema.parse(row));
}

export async function countModelTests(db: Db, key: { projectId: ProjectId; model: string }): Promise<number> {
  return db.prisma.modelTest.count({ where: { model: { projectId: key.projectId, name: key.model } } });
}

/** What was deleted; null where there is no such test. */
export async function deleteModelTest(db: Db, key: ModelTestKey): Promise<ModelTest | null> {
  return db.transaction(async (tx) => {
    await lockTests(tx, key.modelId);
    const before = await getModelTest(tx, key);
    if (before !== null) await tx.prisma.modelTest.delete({ where: { id: before.id } });
    return before;
  });
}

function whereOf({ projectId, modelId, id }: ModelTestKey) {
  return { id, modelId, model: { projectId } };
}

function stored({ name, row, expected }: ModelTestWish) {
  return { name: storableText(name), row: toJson(row), expected: toJson(expected) };
}

async function named<T>(write: () => Promise<T>): Promise<Result<T, 'name-taken'>> {
  try {
    return ok(await write());
  } catch (error) {
    if (isUniqueViolation(error)) return err('name-taken');
    throw error;
  }
}
