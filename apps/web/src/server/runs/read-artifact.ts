import { findArtifact, projectUsesArtifact } from '@millrace/db';
import { type ArtifactHash, artifactHashSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { columnFilterSchema } from '@millrace/pipeline-core/profile';
import { z } from 'zod';
import { readAssociations, readJsonArtifact, readPair, readProfile, readWindow } from '../data-service/client';
import { database } from '../database';
import { notFound } from '../errors';
import { countTableLook } from '../splits/count-look';
import { projectQuery } from '../use-case';
import { chosenColumnsSchema } from './chosen-columns';

/** Refuses hashes that no run, batch or release of this project uses. */
export async function refuseForeignArtifact(projectId: ProjectId, hash: ArtifactHash): Promise<void> {
  if (!(await projectUsesArtifact(database(), { projectId, hash }))) throw notFound('artifact');
}

export const readTableUseCase = projectQuery(
  'view',
  z.object({
    table: artifactHashSchema,
    offset: z.number().int().nonnegative().default(0),
    limit: z.number().int().min(1).max(1000).default(200),
    part: z.enum(['train', 'validation', 'test']).optional(),
    sort: z.string().optional(),
    descending: z.boolean().default(false),
    filters: z.array(columnFilterSchema).max(50).default([]),
  }),
  async (context, { table, part, sort, ...rest }) => {
    const { signal } = context;
    await refuseForeignArtifact(context.project.id, table);
    await countTableLook(context, { table, part, offset: rest.offset, kind: 'table' });
    return readWindow({
      table,
      ...rest,
      signal,
      ...(part === undefined ? {} : { part }),
      ...(sort === undefined ? {} : { sort }),
    });
  },
);

export const readProfileUseCase = projectQuery(
  'view',
  z.object({ table: artifactHashSchema, target: z.string().optional(), columns: chosenColumnsSchema.optional() }),
  async ({ project, signal }, wanted) => {
    await refuseForeignArtifact(project.id, wanted.table);
    return readProfile({ ...wanted, signal });
  },
);

/** How the columns of a table, or those chosen, go together; ends when nobody waits any more. */
export const readAssociationsUseCase = projectQuery(
  'view',
  z.object({ table: artifactHashSchema, columns: chosenColumnsSchema.optional() }),
  async ({ project, signal }, wanted) => {
    await refuseForeignArtifact(project.id, wanted.table);
    return readAssociations({ ...wanted, signal });
  },
);

export const readPairUseCase = projectQuery(
  'view',
  z.object({ table: artifactHashSchema, a: z.string(), b: z.string() }),
  async ({ project, signal }, pair) => {
    await refuseForeignArtifact(project.id, pair.table);
    return readPair({ ...pair, signal });
  },
);

export const readJsonUseCase = projectQuery(
  'view',
  z.object({ hash: artifactHashSchema }),
  async ({ project }, { hash }) => {
    await refuseForeignArtifact(project.id, hash);
    const artifact = await findArtifact(database(), hash);
    // Held-out rows are read by deployments alone.
    if (artifact === null || artifact.kind === 'held-out') throw notFound('artifact');
    return { kind: artifact.kind, value: artifact.inline ?? z.json().parse(await readJsonArtifact(hash)) };
  },
);
