import { artifactHashSchema, projectIdSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { splitReceiptSchema } from '@millrace/pipeline-core/split';
import { z } from 'zod';

export const splitRecordSchema = z.object({
  id: z.uuid(),
  projectId: projectIdSchema,
  runId: runIdSchema,
  idx: z.number().int(),
  title: z.string(),
  tableHash: artifactHashSchema,
  testSet: z.string(),
  receipt: splitReceiptSchema,
  madeBy: z.string(),
  signature: z.string().nullable(),
  createdAt: z.date(),
});
/** A split as it was recorded, with the signature of its receipt. */
export type SplitRecord = z.output<typeof splitRecordSchema>;

export const lookKinds = ['evaluation', 'comparison', 'api', 'table'] as const;

export const testLookSchema = z.object({
  kind: z.enum(lookKinds),
  actor: z.string(),
  /** Name of the account; null for keys, the platform and accounts that are gone. */
  actorName: z.string().nullable(),
  runId: runIdSchema.nullable(),
  runNumber: z.number().int().nullable(),
  modelHash: artifactHashSchema.nullable(),
  candidate: z.string().nullable(),
  stepType: z.string().nullable(),
  metric: z.string().nullable(),
  value: z.number().nullable(),
  standardError: z.number().nullable(),
  rows: z.number().int().nullable(),
  at: z.date(),
});
/** One look at a test part, with the names of what it speaks of. */
export type TestLook = z.output<typeof testLookSchema>;
