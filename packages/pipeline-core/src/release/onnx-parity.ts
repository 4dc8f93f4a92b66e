import { z } from 'zod';
import { artifactHashSchema } from '../ids';

/** How far an answer of an exported file may be from ours; of answers above 1, as a share of them. */
export const mostApart = 1e-5;

const tensorSchema = z.object({
  name: z.string(),
  type: z.string(),
  dims: z.array(z.union([z.number(), z.string()])),
});

/** What an export as ONNX proves about its file, and what whoever runs the file has to know. */
export const onnxParitySchema = z.object({
  v: z.literal(1),
  kind: z.literal('onnx-parity'),
  model: artifactHashSchema,
  /** What the model is called; absent from proofs of before. */
  title: z.string().optional(),
  file: z.object({ hash: artifactHashSchema, bytes: z.number() }),
  /** Which rows were compared, and how many. */
  part: z.enum(['test', 'validation', 'all']),
  rows: z.number().int(),
  maxDifference: z.number(),
  mostApart: z.number(),
  /** Null where a number is predicted. */
  labels: z.literal('equal').nullable(),
  inputs: z.array(tensorSchema),
  outputs: z.array(tensorSchema),
  featureSetId: z.string(),
  /** What has to be done to cells before, a line a step; none of it is in the file. */
  preparation: z.array(z.string()),
});
export type OnnxParity = z.output<typeof onnxParitySchema>;
