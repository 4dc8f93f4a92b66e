import { z } from 'zod';
import { edgeIdSchema, stepIdSchema } from '../ids';
import { jsonObjectSchema } from '../json';
import { ignoredIssueSchema } from './ignored-issue';

/** Canvas place in pixels at 100 % zoom. */
export const positionSchema = z.object({ x: z.number(), y: z.number() });

/** A node of the drawing. `title` is free text; identity is `id`. */
export const stepSchema = z.object({
  id: stepIdSchema,
  type: z.string().min(1),
  version: z.number().int().positive(),
  title: z.string().max(120).default(''),
  params: jsonObjectSchema.default({}),
  position: positionSchema,
  disabled: z.boolean().default(false),
});
export type Step = z.output<typeof stepSchema>;

export const edgeSchema = z.object({
  id: edgeIdSchema,
  from: z.object({ step: stepIdSchema, port: z.string() }),
  to: z.object({ step: stepIdSchema, port: z.string() }),
});
export type Edge = z.output<typeof edgeSchema>;

/** A sticky note on the canvas: Markdown, one of six tints. */
export const noteSchema = z.object({
  id: stepIdSchema,
  text: z.string().max(4000),
  tint: z.number().int().min(0).max(5).default(0),
  position: positionSchema,
  size: z.object({ width: z.number(), height: z.number() }),
});
export type Note = z.output<typeof noteSchema>;

/** The saved pipeline. Steps and edges are records by id: diffs name what changed, order never matters. */
export const pipelineDocumentSchema = z.object({
  v: z.literal(1),
  steps: z.record(z.string(), stepSchema),
  edges: z.record(z.string(), edgeSchema),
  notes: z.record(z.string(), noteSchema).default({}),
  /** Findings left as they are, by `ignoredKey`. */
  ignored: z.record(z.string(), ignoredIssueSchema).default({}),
  /** Seed of the whole pipeline; every step derives its own from it. */
  seed: z.number().int().default(20),
});
export type PipelineDocument = z.output<typeof pipelineDocumentSchema>;

export const emptyDocument: PipelineDocument = { v: 1, steps: {}, edges: {}, notes: {}, ignored: {}, seed: 20 };
