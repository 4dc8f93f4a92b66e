import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { z } from 'zod';

/** A stored artifact: a file at `location` (relative to the store), or JSON `inline`. */
export const artifactSchema = z.object({
  hash: artifactHashSchema,
  bytes: z.coerce.number(),
  kind: z.string(),
  location: z.string().nullable(),
  inline: jsonSchema.nullable(),
});
export type Artifact = z.output<typeof artifactSchema>;

/** What is known of an artifact that was just put: exactly one of `location` and `inline`. */
export type ArtifactRecord = {
  hash: Artifact['hash'];
  bytes: number;
  kind: string;
  location?: string;
  inline?: Artifact['inline'];
};
