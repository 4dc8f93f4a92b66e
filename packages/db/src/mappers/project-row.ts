import { roleSchema } from '@millrace/pipeline-core/access';
import { projectIdSchema, userIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';

/** A project is an organization of the sign-in library. */
export const projectSchema = z.object({ id: projectIdSchema, name: z.string(), slug: z.string(), createdAt: z.date() });
export type Project = z.output<typeof projectSchema>;

export const memberSchema = z.object({
  userId: userIdSchema,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  since: z.date(),
});
export type ProjectMember = z.output<typeof memberSchema>;
