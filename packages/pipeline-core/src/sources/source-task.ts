import { z } from 'zod';
import { jsonSchema } from '../json';
import { columnTypeSchema } from '../schema/column-type';
import { sourceConfigSchema, sourcePolicySchema } from './source-config';

/** Names and types of the columns of the last accepted batch: what the next landing is held against. */
export const contractColumnSchema = z.object({ name: z.string(), type: columnTypeSchema });
export type ContractColumn = z.output<typeof contractColumnSchema>;

/** What becomes of a reading that did not fail. */
export const outcomeKindSchema = z.enum(['landed', 'quarantined', 'nothing-new', 'same-bytes', 'dropped']);

/** A file that a folder watch has seen unchanged twice. */
export const fileRequestSchema = z.object({ path: z.string(), size: z.number(), mtimeMs: z.number() });

/** Events that happened in a stretch of time: from its beginning on, before its end. */
export const replayRequestSchema = z
  .object({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), 'The end of the time comes before its beginning.');
export type ReplayRequest = z.output<typeof replayRequestSchema>;

/** What a trigger asks of the run it starts beside "run": which file, and what the clock had to make up for. */
export const triggerRequestSchema = z.object({
  file: fileRequestSchema.optional(),
  /** Times of the clock that passed while nothing could run, of which this run is the one catch-up. */
  missed: z.int().nonnegative().optional(),
  /** Times of the clock that struck while the wish waited for an earlier run. */
  alsoDue: z.int().nonnegative().optional(),
  /** Land these events again, wherever the cursor stands. */
  replay: replayRequestSchema.optional(),
  /** How many events they were when it was asked: what a request is told that is sent again. */
  replayed: z.int().nonnegative().optional(),
});
export type TriggerRequest = z.output<typeof triggerRequestSchema>;

/**
 * Which events of a topic a run reads, fixed when it is planned, so that another try reads the very same: those behind
 * `after` up to `upTo`. A replay takes of them what happened in its time.
 */
export const eventRangeSchema = z.object({
  topic: z.string(),
  after: z.int().nonnegative(),
  upTo: z.int().nonnegative(),
  /** The range was cut: there was more when the run was planned. */
  more: z.boolean(),
});
export type EventRange = z.output<typeof eventRangeSchema>;

/**
 * How far the events of a source have landed. The topic is told with it: a landing of the topic that the source read before
 * says nothing of the one it reads now.
 */
export const eventCursorSchema = z.object({ topic: z.string(), offset: z.int().nonnegative() });
export type EventCursor = z.output<typeof eventCursorSchema>;

/** A source as its steps see it: resolved when the run is planned, so that a later change does not reach a run on its way. */
export const sourceTaskSchema = z.object({
  v: z.literal(1),
  name: z.string(),
  config: sourceConfigSchema,
  policy: sourcePolicySchema,
  /** Name of the secret; its value never leaves the host but to the child that reads. */
  secret: z.string().nullable(),
  /** How far earlier landings came; null at the beginning. */
  cursor: jsonSchema,
  columns: z.array(contractColumnSchema).nullable(),
  request: triggerRequestSchema.nullable(),
  /** Of a source of events: what this run reads. */
  events: eventRangeSchema.optional(),
});
export type SourceTask = z.output<typeof sourceTaskSchema>;

/** What a reading brought, beside the bytes themselves: the artifact `raw.facts`. */
export const readFactsSchema = z.object({
  v: z.literal(1),
  fileName: z.string(),
  format: z.enum(['csv', 'tsv', 'json', 'ndjson', 'parquet', 'arrow', 'xlsx']).optional(),
  /** Why there is nothing to land; then there are no bytes either. */
  nothingNew: z.string().optional(),
  cursor: z.object({ from: jsonSchema, to: jsonSchema }),
  /** There was more than one batch holds: another run goes on behind it. */
  more: z.boolean().optional(),
  /** Events that were landed before, again: the cursor stays. */
  replay: replayRequestSchema.optional(),
  /** The bytes are a zip of objects as they came, gathered by the reading itself; `format` is that of each. */
  gathered: z.boolean().optional(),
  /** Exact types of the columns of a CSV file, where the source told them. */
  columns: z.array(contractColumnSchema).optional(),
});
export type ReadFacts = z.output<typeof readFactsSchema>;
