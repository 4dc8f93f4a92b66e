import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 as 64 hexadecimal digits');

/** `release.json` of an exported folder: which release `bundle.tar` beside it is. */
export const releaseFactsSchema = z.object({
  v: z.literal(1),
  id: releaseIdSchema,
  /** Registered name of the model. */
  model: z.string().min(1),
  number: z.number().int().positive(),
  /** What the workbench knows the bundle of the release by: its sha256, hexadecimal. */
  bundle: sha256Schema,
  /** sha256 of bundle.tar where that is another: an older bundle has held-out rows inside, which stay in the workbench. */
  sha256: sha256Schema.optional(),
  /** Of bundle.tar. */
  bytes: z.number().int().positive(),
  /** Features that the workbench looks up: there are none, or callers send them. */
  lookups: z.enum(['none', 'sent']),
});
export type ReleaseFacts = z.output<typeof releaseFactsSchema>;

/** Names of what the server reads, beside it. `model`: the program of a model that others made, where the release has one. */
export const exportedFiles = { facts: 'release.json', bundle: 'bundle.tar', model: 'model.mjs' } as const;

/** As people say it: "churn v7". */
export function titleOf({ model, number }: Pick<ReleaseFacts, 'model' | 'number'>): string {
  return `${model} v${number}`;
}
