import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import {
  pipelineIdSchema,
  pipelineVersionIdSchema,
  projectIdSchema,
  sourceIdSchema,
} from '@millrace/pipeline-core/ids';
import { z } from 'zod';

export const pipelineSummarySchema = z.object({
  id: pipelineIdSchema,
  projectId: projectIdSchema,
  name: z.string(),
  /** Set: the pipeline of a source, which is made, not drawn. */
  sourceId: sourceIdSchema.nullable(),
  revision: z.number().int(),
  createdBy: z.string(),
  updatedBy: z.string(),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type PipelineSummary = z.output<typeof pipelineSummarySchema>;

/** A pipeline with its draft: what the editor loads and autosaves. */
export const pipelineSchema = pipelineSummarySchema.extend({ document: pipelineDocumentSchema });
export type Pipeline = z.output<typeof pipelineSchema>;

export const pipelineVersionSummarySchema = z.object({
  id: pipelineVersionIdSchema,
  pipelineId: pipelineIdSchema,
  number: z.number().int(),
  documentHash: z.string(),
  name: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type PipelineVersionSummary = z.output<typeof pipelineVersionSummarySchema>;

/** An immutable document of a pipeline; runs refer to these, never to the draft. */
export const pipelineVersionSchema = pipelineVersionSummarySchema.extend({ document: pipelineDocumentSchema });
export type PipelineVersion = z.output<typeof pipelineVersionSchema>;
