import type { ArtifactHash, CandidateId, ModelId, ProjectId, ReleaseId, RunId } from '@millrace/pipeline-core/ids';
import { projectIdSchema } from '@millrace/pipeline-core/ids';
import type { Evaluation } from '@millrace/pipeline-core/metrics';
import type { BundleManifest } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import type { Db } from '../client';
import { type NamedRelease, type Release, releaseSchema } from '../mappers/model-row';
import { queryRow, sql, toJson, toNullableJson } from '../raw-query';
import { pinArtifacts } from './artifacts';

export type NewRelease = {
  modelId: ModelId;
  bundleHash: ArtifactHash;
  modelHash: ArtifactHash;
  candidateId?: CandidateId | null;
  runId?: RunId | null;
  manifest: BundleManifest;
  evaluation?: Evaluation | null;
  createdBy: string;
};

type NamedRow = { model: { name: string; projectId: string } };

/**
 * Registers a bundle under a model with the next number, which versions registered through MLflow count in, and pins its
 * files. The same bundle again is the same release.
 */
export async function createRelease(db: Db, input: NewRelease): Promise<Release> {
  return db.transaction(async (tx) => {
    await tx.prisma.$queryRaw(sql`select id from model where id = ${input.modelId}::uuid for update`);
    const existing = await tx.prisma.release.findUnique({
      where: { modelId_bundleHash: { modelId: input.modelId, bundleHash: input.bundleHash } },
    });
    if (existing !== null) return releaseSchema.parse(existing);
    const next = await queryRow(
      tx,
      z.object({ number: z.number().int() }),
      sql`select mr_next_version(${input.modelId}::uuid) as number`,
    );
    const row = await tx.prisma.release.create({
      data: {
        ...input,
        number: next?.number ?? 1,
        manifest: toJson(input.manifest),
        evaluation: toNullableJson(input.evaluation),
      },
    });
    const rows = input.manifest.heldOut?.stored?.sha256;
    const hashes = [input.bundleHash, input.modelHash, ...(rows === undefined ? [] : [rows])];
    const pinned = await pinArtifacts(tx, { ownerKind: 'release', ownerId: row.id, hashes });
    if (!pinned)
      throw new Error(
        `bundle ${input.bundleHash}, its model or its held-out rows are not in the artifact store any more`,
      );
    return releaseSchema.parse(row);
  });
}

export async function getRelease(db: Db, key: { projectId: ProjectId; id: ReleaseId }): Promise<NamedRelease | null> {
  const row = await db.prisma.release.findFirst({
    where: { id: key.id, model: { projectId: key.projectId } },
    include: { model: true },
  });
  return row === null ? null : toNamed(row);
}

/** Without asking whose it is: for scoring, which reads ids from endpoint revisions. */
export async function getReleaseUnchecked(db: Db, id: ReleaseId): Promise<NamedRelease | null> {
  const row = await db.prisma.release.findUnique({ where: { id }, include: { model: true } });
  return row === null ? null : toNamed(row);
}

/** The newest release of a project made of this bundle. */
export async function findReleaseByBundle(
  db: Db,
  key: { projectId: ProjectId; bundleHash: ArtifactHash },
): Promise<NamedRelease | null> {
  const row = await db.prisma.release.findFirst({
    where: { bundleHash: key.bundleHash, model: { projectId: key.projectId } },
    orderBy: { createdAt: 'desc' },
    include: { model: true },
  });
  return row === null ? null : toNamed(row);
}

/** The newest release of a model; null where it has none. */
export async function findNewestRelease(
  db: Db,
  key: { projectId: ProjectId; modelId: ModelId },
): Promise<Release | null> {
  const where = { modelId: key.modelId, model: { projectId: key.projectId } };
  const row = await db.prisma.release.findFirst({ where, orderBy: { number: 'desc' } });
  return row === null ? null : releaseSchema.parse(row);
}

/** Releases of a model, of one trained model under whatever names, or of the whole project, newest first. */
export async function listReleases(
  db: Db,
  filter: { projectId: ProjectId; modelId?: ModelId; modelHash?: ArtifactHash },
): Promise<NamedRelease[]> {
  const rows = await db.prisma.release.findMany({
    where: {
      model: { projectId: filter.projectId },
      ...(filter.modelId === undefined ? {} : { modelId: filter.modelId }),
      ...(filter.modelHash === undefined ? {} : { modelHash: filter.modelHash }),
    },
    orderBy: [{ createdAt: 'desc' }, { number: 'desc' }],
    include: { model: true },
  });
  return rows.map(toNamed);
}

function toNamed(row: NamedRow & Record<string, unknown>): NamedRelease {
  return {
    ...releaseSchema.parse(row),
    modelName: row.model.name,
    projectId: projectIdSchema.parse(row.model.projectId),
  };
}
