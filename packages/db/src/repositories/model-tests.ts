import type { ModelId, ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { ModelTestWish } from '@millrace/pipeline-core/release';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import type { Db } from '../client';
import { type ModelTest, modelTestSchema } from '../mappers/model-row';
import { storableText } from '../protocol/storable-json';
import { isUniqueViolation, toJson } from '../raw-query';

export type NewModelTest = ModelTestWish & { modelId: ModelId; predictionId: string | null; createdBy: string };
type ModelTestKey = { projectId: ProjectId; modelId: ModelId; id: string };

const byAge = { orderBy: [{ createdAt: 'asc' as const }, { id: 'asc' as const }] };

/** Keeps a run as a test of a model, under a name that no other of its tests has. */
export async function createModelTest(db: Db, test: NewModelTest): Promise<Result<ModelTest, 'name-taken'>> {
  return named(async () => {
    const row = await db.prisma.modelTest.create({ data: { ...test, ...stored(test) } });
    return modelTestSchema.parse(row);
  });
}

/** Other words, another row, another expectation; null where there is no such test. */
export async function changeModelTest(
  db: Db,
  { key, wish, changedBy }: { key: ModelTestKey; wish: ModelTestWish; changedBy: string },
): Promise<Result<ModelTest | null, 'name-taken'>> {
  return named(async () => {
    const { count } = await db.prisma.modelTest.updateMany({
      where: whereOf(key),
      data: { ...stored(wish), changedBy, changedAt: new Date() },
    });
    return count === 0 ? null : getModelTest(db, key);
  });
}

export async function getModelTest(db: Db, key: ModelTestKey): Promise<ModelTest | null> {
  const row = await db.prisma.modelTest.findFirst({ where: whereOf(key) });
  return row === null ? null : modelTestSchema.parse(row);
}

/** The tests of a model, oldest first. */
export async function listModelTests(db: Db, { projectId, modelId }: Omit<ModelTestKey, 'id'>): Promise<ModelTest[]> {
  const rows = await db.prisma.modelTest.findMany({ where: { modelId, model: { projectId } }, ...byAge });
  return rows.map((row) => modelTestSchema.parse(row));
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

/** False where there is no such test. */
export async function deleteModelTest(db: Db, key: ModelTestKey): Promise<boolean> {
  return (await db.prisma.modelTest.deleteMany({ where: whereOf(key) })).count > 0;
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
