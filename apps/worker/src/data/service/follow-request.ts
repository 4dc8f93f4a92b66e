import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { beforeSchema, type FollowTask, followFacts } from '../follow-row';

/** A request to follow a row names files by their hashes. */
export const followRequestSchema = z.object({
  ports: z
    .array(
      z.object({
        key: z.string(),
        table: artifactHashSchema,
        origin: artifactHashSchema.nullable(),
        before: beforeSchema,
      }),
    )
    .max(500),
  ...followFacts,
});

/** The same with the paths of the files. */
export async function followTask(
  request: z.output<typeof followRequestSchema>,
  pathOf: (hash: ArtifactHash) => Promise<string>,
): Promise<FollowTask> {
  const ports = await Promise.all(
    request.ports.map(async ({ key, table, origin, before }) => ({
      key,
      path: await pathOf(table),
      origin: origin === null ? null : await pathOf(origin),
      before,
    })),
  );
  return { ...request, ports };
}
