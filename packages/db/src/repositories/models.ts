import type { ModelId, ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type Model, modelSchema } from '../mappers/model-row';

export type ListedModel = Model & {
  releases: number;
  /** Number of the newest release. */
  latest: number | null;
  /** What each alias means now. */
  aliases: Record<string, { release: ReleaseId; number: number }>;
};

/** The model with this name, made when there is none. */
export async function ensureModel(
  db: Db,
  input: { projectId: ProjectId; name: string; createdBy: string },
): Promise<Model> {
  const { projectId, name } = input;
  const row = await db.prisma.model.upsert({
    where: { projectId_name: { projectId, name } },
    create: input,
    update: {},
  });
  return modelSchema.parse(row);
}

export async function getModel(db: Db, key: { projectId: ProjectId; id: ModelId }): Promise<Model | null> {
  const row = await db.prisma.model.findFirst({ where: key });
  return row === null ? null : modelSchema.parse(row);
}

export async function findModelByName(db: Db, key: { projectId: ProjectId; name: string }): Promise<Model | null> {
  const row = await db.prisma.model.findUnique({ where: { projectId_name: key } });
  return row === null ? null : modelSchema.parse(row);
}

/** Models of a project by name. */
export async function listModels(db: Db, projectId: ProjectId): Promise<ListedModel[]> {
  const rows = await db.prisma.model.findMany({
    where: { projectId },
    orderBy: { name: 'asc' },
    include: {
      _count: { select: { releases: true } },
      releases: { select: { number: true }, orderBy: { number: 'desc' }, take: 1 },
      aliases: true,
    },
  });
  const meant = rows.flatMap(({ aliases }) => aliases.map(({ releaseId }) => releaseId));
  const numbered = await db.prisma.release.findMany({
    where: { id: { in: meant } },
    select: { id: true, number: true },
  });
  const numbers = new Map(numbered.map(({ id, number }) => [id, number]));
  return rows.map((row) => ({
    ...modelSchema.parse(row),
    releases: row._count.releases,
    latest: row.releases[0]?.number ?? null,
    aliases: Object.fromEntries(
      row.aliases.flatMap(({ alias, releaseId }) => {
        const number = numbers.get(releaseId);
        return number === undefined ? [] : [[alias, { release: releaseIdSchema.parse(releaseId), number }]];
      }),
    ),
  }));
}
