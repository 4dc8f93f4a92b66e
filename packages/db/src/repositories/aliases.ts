import type { ModelId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type Release, releaseSchema } from '../mappers/model-row';

export type AliasKey = { modelId: ModelId; alias: string };

/** Points a name such as `champion` at a release of the model. Throws when the release belongs to another model. */
export async function setAlias(db: Db, input: AliasKey & { releaseId: ReleaseId }): Promise<void> {
  const { modelId, alias, releaseId } = input;
  await db.prisma.release.findFirstOrThrow({ where: { id: releaseId, modelId } });
  await db.prisma.modelAlias.upsert({
    where: { modelId_alias: { modelId, alias } },
    create: input,
    update: { releaseId },
  });
}

export async function getAlias(db: Db, key: AliasKey): Promise<Release | null> {
  const row = await db.prisma.modelAlias.findUnique({ where: { modelId_alias: key } });
  if (row === null) return null;
  return releaseSchema.parse(await db.prisma.release.findUniqueOrThrow({ where: { id: row.releaseId } }));
}

export async function removeAlias(db: Db, key: AliasKey): Promise<void> {
  await db.prisma.modelAlias.deleteMany({ where: key });
}
