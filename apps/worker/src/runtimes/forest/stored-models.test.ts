import { readFileSync } from 'node:fs';
import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import { featureSpecSchema } from '@millrace/pipeline-core/release';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadForest } from './load';
import { randomTable } from './random-table';

/** Models that earlier code wrote, the tables they are asked about, and the bits they answered with (base64). */
const keptSchema = z.array(
  z.object({
    model: z.object({
      format: z.literal('tree-ensemble'),
      task: z.enum(['binary', 'multiclass', 'regression']),
      features: z.array(featureSpecSchema),
      classes: z.array(z.string()).default([]),
      json: jsonObjectSchema,
    }),
    weights: z.string(),
    table: z.object({ seed: z.number(), task: z.enum(['binary', 'multiclass', 'regression']), rows: z.number() }),
    scores: z.string(),
  }),
);

describe('models of version 1, from before the kernels', () => {
  const kept = keptSchema.parse(JSON.parse(readFileSync(new URL('./testing/version-1.json', import.meta.url), 'utf8')));

  it.each(kept.map((one) => [one.table.task, one] as const))('answer with the bits they had: %s', (task, one) => {
    const { features, rows } = randomTable(createRandom(one.table.seed), task, one.table.rows);
    const scores = loadForest({ ...one.model, weights: Buffer.from(one.weights, 'base64') }).scoreBlock(features, rows);
    expect(Buffer.from(scores.buffer).toString('base64')).toBe(one.scores);
  });
});
