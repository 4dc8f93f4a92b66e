import { z } from 'zod';

/** What the program is asked for: this body, so often a second, for so long. */
export const loadRequestSchema = z.object({
  url: z.string(),
  key: z.string(),
  body: z.string(),
  perSecond: z.number().positive(),
  seconds: z.number().positive(),
  connections: z.number().int().positive(),
  /** Whether the ids of all answered predictions are wanted. */
  ids: z.boolean().default(false),
});
export type LoadRequest = z.input<typeof loadRequestSchema>;

/** What became of all requests; times in milliseconds, from when a request was due to its last byte. */
export const loadReportSchema = z.object({
  sent: z.number().int(),
  /** Requests without an answer of 200, by what came instead, e.g. `503` or `ECONNRESET`. */
  failed: z.record(z.string(), z.number().int()),
  /** One of them in its own words. */
  example: z.string().nullable(),
  /** Answers by the id of the release that gave them; `none` where a constant did. */
  releases: z.record(z.string(), z.number().int()),
  /** Answers by another release than the one the router chose first. */
  fallbacks: z.number().int(),
  /** Of the predictions in the answers, where they are wanted. */
  ids: z.array(z.string()),
  ms: z.object({ p50: z.number(), p99: z.number(), most: z.number() }),
  /** What the server says it took beside features and model, in microseconds. */
  serverMicros: z.object({ p50: z.number(), p99: z.number() }),
});
export type LoadReport = z.output<typeof loadReportSchema>;
