import { describe, expect, it } from 'vitest';
import { runStepSchema } from '../run/run-spec';
import { buildScoringRun } from './build-scoring-run';
import { chunkSizes, mostChunks, scoringPlanSchema, webhookSchema } from './scoring-plan';

const id = '0199c1f2-7d0e-7c51-9f54-5a6f0e9d2b11';
const hash = 'a'.repeat(64);
const planOf = (rows: number, chunkRows = 100) =>
  scoringPlanSchema.parse({
    ...{ v: 1, id, endpoint: { id, name: 'churn' }, release: { id, model: 'churn', number: 2, bundle: hash } },
    ...{ dataset: { id, name: 'customers' }, batch: { id, number: 1, rows, table: hash, meta: hash } },
    ...{ chunkRows, keep: ['customer'], probabilities: true, webhook: null, asked: 'x' },
  });

describe('the run of a batch', () => {
  it('has each row number in exactly one chunk, and one step that gathers them', () => {
    const { steps, edges } = buildScoringRun(planOf(250), { format: 'tree-ensemble' });
    expect(steps.map((step) => runStepSchema.parse(step).spec.params)).toMatchObject([
      { from: 0, to: 100, keep: ['customer'] },
      { from: 100, to: 200 },
      { from: 200, to: null },
      { batch: id, endpoint: 'churn', release: 'churn v2' },
    ]);
    expect(edges).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    expect(steps[3]?.spec.inputs.chunks).toHaveLength(3);
    expect(steps.map(({ queue }) => queue)).toEqual(['cpu', 'cpu', 'cpu', 'cpu']);
  });

  it('of a model that Python keeps is scored where Python is, and gathered anywhere', () => {
    const { steps } = buildScoringRun(planOf(150), { format: 'python' });
    expect(steps.map(({ queue }) => queue)).toEqual(['python', 'python', 'cpu']);
  });

  it.each([
    [0, [0]],
    [100, [100]],
    [101, [100, 1]],
  ])('cuts %d rows', (rows, sizes) => {
    expect(chunkSizes(planOf(rows))).toEqual(sizes);
  });

  it('grows the chunks of a very long batch, and loses no row', () => {
    const sizes = chunkSizes(planOf(10_000_019, 1000));
    expect(sizes.length).toBeLessThanOrEqual(mostChunks);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10_000_019);
  });
});

it('a webhook is an http address without credentials', () => {
  const secret = 'receiver';
  expect(webhookSchema.safeParse({ url: 'https://example.com/scored', secret }).success).toBe(true);
  const credentials = [
    'https://a:b@example.com/',
    'https:///a:b@example.com/',
    'https:a:b@example.com/',
    'https://a@x.com/',
  ];
  for (const url of ['ftp://example.com/', 'file:///etc/passwd', 'nothing', ...credentials])
    expect(webhookSchema.safeParse({ url, secret }).success, url).toBe(false);
});
