import { z } from 'zod';
import { artifactHashSchema, stepIdSchema } from '../ids';
import { jsonObjectSchema } from '../json';
import { resolvedReferenceSchema } from '../run/run-spec';

/** More steps than this are not computed for a look. */
export const mostPreviewSteps = 20;

const portSchema = z.object({ step: stepIdSchema, port: z.string() });

/** What is connected to an input: an output of a step before it in the preview, or artifacts that are there. */
export const previewInputSchema = z.union([
  z.object({ from: portSchema }),
  z.object({
    /** What a person calls the step that made them. */
    title: z.string(),
    /** As the run kept them: `table` and `table.meta`, or `model`. */
    artifacts: z.record(z.string(), artifactHashSchema),
  }),
]);
export type PreviewInput = z.output<typeof previewInputSchema>;

/** One step to execute: what a run would hand its worker, as far as it matters to rows. */
export const previewStepSchema = z.object({
  id: stepIdSchema,
  title: z.string(),
  type: z.string(),
  version: z.number().int().positive(),
  params: jsonObjectSchema,
  seed: z.number().int(),
  inputs: z.record(z.string(), z.array(previewInputSchema)),
  references: z.record(z.string(), resolvedReferenceSchema).default({}),
});
export type PreviewStep = z.output<typeof previewStepSchema>;

/** Steps in an order in which every input comes from an earlier one, and the output of them to look at. */
const shownStepsSchema = z.object({
  steps: z.array(previewStepSchema).min(1).max(mostPreviewSteps),
  show: portSchema,
});

/** Body of `POST /preview` of the data service: rows of an output that no run has made yet. */
export const previewRequestSchema = shownStepsSchema.extend({
  rows: z.number().int().min(1).max(1000).default(200),
  /** Columns to show at most, chosen by `shownColumns`; left out, all. */
  columns: z.number().int().min(1).optional(),
});
export type PreviewRequest = z.output<typeof previewRequestSchema>;
