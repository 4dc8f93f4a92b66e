import { z } from 'zod';
import { releaseIdSchema } from '../ids';

/** What an endpoint answers with when every release of its chain was late or failed. */
export const lastAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('error') }),
  z.object({ kind: z.literal('constant'), value: z.union([z.number(), z.string()]) }),
  z.object({
    kind: z.literal('cached'),
    /** An answer to the same row that is no older than this. */
    seconds: z.number().positive().max(86_400).default(3_600),
    /** The constant for rows that nobody has asked before; an error where there is none. */
    value: z.union([z.number(), z.string()]).exactOptional(),
  }),
]);
export type LastAnswer = z.output<typeof lastAnswerSchema>;

/** Where the releases of an endpoint answer: in a process of their own each, or in the scoring process. */
export const processChoiceSchema = z.enum(['own', 'shared']);
export type ProcessChoice = z.output<typeof processChoiceSchema>;

/** Rows that have the key of a row of a scored batch get its score (docs/adr/0049). */
export const precomputedSettingsSchema = z.object({
  /** Fields of a request that name an entity: columns that the batch keeps. */
  key: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(4)
    .refine((names) => new Set(names).size === names.length, { error: 'Each field of the key stands once.' }),
  /** Scores of a batch that ended before that long answer nobody. */
  maxAgeSeconds: z
    .number()
    .int()
    .positive()
    .max(90 * 86_400)
    .default(86_400),
});
export type PrecomputedSettings = z.output<typeof precomputedSettingsSchema>;

/** The answer of a release to the very same row is given again for so long, and the release is not asked. */
export const rememberSettingsSchema = z.object({ seconds: z.number().positive().max(86_400).default(300) });
export type RememberSettings = z.output<typeof rememberSettingsSchema>;

/** How long one answer may take where nobody said otherwise. */
export const defaultBudgetMs = 200;

/** One append-only revision of an endpoint (architecture.md 7, Endpoint). Weights are relative. */
export const endpointConfigSchema = z.object({
  v: z.literal(1),
  routes: z.array(z.object({ release: releaseIdSchema, weight: z.number().nonnegative() })).min(1),
  /** Releases tried in order when the routed one is late or fails. */
  chain: z.array(releaseIdSchema),
  last: lastAnswerSchema.default({ kind: 'error' }),
  /** A release that gets a copy of so many requests, percent, after they were answered; nobody is answered with it. */
  shadow: z.object({ release: releaseIdSchema, percent: z.number().gt(0).max(100) }).optional(),
  /** Input column whose value keeps a caller on one release. */
  stickyBy: z.string().optional(),
  /** What that value is hashed with; the endpoint itself unless given. */
  stickySalt: z.string().optional(),
  budgetMs: z.number().positive().max(60_000).default(defaultBudgetMs),
  /** Absent: as their formats need it (`processFor`). */
  process: processChoiceSchema.optional(),
  /** Absent: every row is answered by a model. */
  precomputed: precomputedSettingsSchema.optional(),
  /** Absent: a row is computed as often as it is asked. */
  remember: rememberSettingsSchema.optional(),
});
export type EndpointConfig = z.output<typeof endpointConfigSchema>;
