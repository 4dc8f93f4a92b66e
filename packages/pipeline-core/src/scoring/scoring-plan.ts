import { z } from 'zod';
import { artifactHashSchema, batchIdSchema, datasetIdSchema, endpointIdSchema, releaseIdSchema } from '../ids';

/** Kind of the runs that score a batch. */
export const scoringRunKind = 'batch-scoring';

/** Rows that a step scores: some seconds of work, which is what the death of a worker costs. */
export const usualChunkRows = 100_000;
/** Beyond so many chunks they grow instead. */
export const mostChunks = 500;

/** So many columns of a dataset may go along with its scores. */
export const mostKeptColumns = 50;

/** Where to tell how a batch ended, and by which secret of the project the message is signed. */
export const webhookSchema = z.object({
  url: z
    // Written as whoever calls it reads it: `https:///a:b@x.com/` has a name and a password, too.
    .url({ protocol: /^https?$/, hostname: /.+/, normalize: true })
    .max(2000)
    .refine((text) => !/^https?:\/\/[^/?#]*@/i.test(text), {
      error: 'No name and password in the address: messages are signed by the secret.',
    }),
  secret: z.string().min(1).max(120),
});
export type Webhook = z.output<typeof webhookSchema>;

/** `run_info.plan` of a run that scores a batch: what was asked, as it was resolved then. */
export const scoringPlanSchema = z.object({
  v: z.literal(1),
  /** Names the batch to whoever asked, and in its rows. */
  id: z.uuid(),
  endpoint: z.object({ id: endpointIdSchema, name: z.string() }),
  release: z.object({ id: releaseIdSchema, model: z.string(), number: z.number().int(), bundle: artifactHashSchema }),
  dataset: z.object({ id: datasetIdSchema, name: z.string() }),
  batch: z.object({
    id: batchIdSchema,
    number: z.number().int(),
    rows: z.number().int().nonnegative(),
    table: artifactHashSchema,
    meta: artifactHashSchema,
  }),
  chunkRows: z.number().int().positive(),
  keep: z.array(z.string()),
  probabilities: z.boolean(),
  webhook: webhookSchema.nullable(),
  /** sha256 of what was asked, so that the same key with another wish is told from a repeated one. */
  asked: z.string(),
});
export type ScoringPlan = z.output<typeof scoringPlanSchema>;

/** The key under which a batch is started: the run protocol starts nothing twice under one. */
export function scoringRequestKey(id: string): string {
  return `batch-scoring ${id}`;
}

/** Rows of each chunk, first to last. */
export function chunkSizes({ batch, chunkRows }: Pick<ScoringPlan, 'batch' | 'chunkRows'>): number[] {
  const size = Math.max(chunkRows, Math.ceil(batch.rows / mostChunks));
  const count = Math.max(1, Math.ceil(batch.rows / size));
  return Array.from({ length: count }, (_, at) => Math.min(size, batch.rows - at * size));
}
