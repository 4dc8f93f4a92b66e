import { keyScopeSchema } from '@millrace/pipeline-core/access';
import { projectIdSchema, userIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';

export const apiKeySchema = z.object({
  id: z.string(),
  projectId: projectIdSchema,
  name: z.string(),
  /** First characters, shown in lists. */
  start: z.string().nullable(),
  enabled: z.boolean(),
  scopes: z.array(keyScopeSchema),
  /** A key never does more than this person may at the moment of the call. */
  ownerId: userIdSchema.nullable(),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  lastRequest: z.date().nullable(),
});
export type ApiKey = z.output<typeof apiKeySchema>;

const permissionsSchema = z.object({ millrace: z.array(keyScopeSchema).default([]) });
const metadataSchema = z.object({ ownerId: userIdSchema.optional() });

type ApiKeyRow = { permissions: string | null; metadata: string | null; referenceId: string } & Record<string, unknown>;

/** The sign-in library keeps permissions and metadata as JSON text. */
export function toApiKey(row: ApiKeyRow): ApiKey {
  const permissions = permissionsSchema.parse(row.permissions === null ? {} : JSON.parse(row.permissions));
  const metadata = metadataSchema.parse(row.metadata === null ? {} : JSON.parse(row.metadata));
  return apiKeySchema.parse({
    ...row,
    projectId: row.referenceId,
    name: row.name ?? '',
    enabled: row.enabled ?? true,
    scopes: permissions.millrace,
    ownerId: metadata.ownerId ?? null,
  });
}
