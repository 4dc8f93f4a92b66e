import { z } from 'zod';

const environmentSchema = z.object({
  DATABASE_URL: z.string().min(1),
  BETTER_AUTH_SECRET: z.string().min(16),
  INTERNAL_TOKEN: z.string().min(16),
  /** Key of the installation; signatures of split receipts are checked with it, secrets of sources sealed. */
  MILLRACE_KEY: z
    .string()
    .min(16)
    .refine((key) => !key.startsWith('mr_'), 'begins as API keys do; those belong in MILLRACE_API_KEY')
    .optional(),
  INTERNAL_DATA_URL: z.url().default('http://127.0.0.1:3002'),
  SCORING_URL: z.url().default('http://127.0.0.1:3001'),
  PUBLIC_URL: z.url().optional(),
  /** Where callers of models reach scoring: shown in snippets. `SCORING_URL` is how this server reaches it. */
  PUBLIC_SCORING_URL: z.url().optional(),
  HOST: z.string().default('127.0.0.1'),
  NODE_ENV: z.string().default('production'),
  PORT: z.coerce.number().int().default(3000),
});
export type Environment = z.output<typeof environmentSchema> & { publicUrl: string; publicScoringUrl: string };

// One per process: Next evaluates modules once per bundle, the global outlives that.
const holder = globalThis as typeof globalThis & { millraceEnvironment?: Environment };

/** The environment, parsed on first use: a build needs none of it. */
export function environment(): Environment {
  holder.millraceEnvironment ??= readEnvironment();
  return holder.millraceEnvironment;
}

function readEnvironment(): Environment {
  const values = environmentSchema.parse(process.env);
  return {
    ...values,
    publicUrl: values.PUBLIC_URL ?? `http://${values.HOST}:${values.PORT}`,
    publicScoringUrl: values.PUBLIC_SCORING_URL ?? values.SCORING_URL,
  };
}
