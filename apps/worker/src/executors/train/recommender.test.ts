import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Comparison, comparisonSchema } from '@millrace/pipeline-core/events';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { loadBundle } from '../../data/release-bundle';
import { parquetRelation } from '../../data/sql-text';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { caseSchema } from '../testing/case-schema';
import { makeTable } from '../testing/make-table';
import { StepRunner } from '../testing/run-steps';

const root = scratchFolder('recommender');
const session = scratchSession(root);

const users = 150;
const items = 60;

/**
 * Who had what, drawn from known chances: each user has two tastes, each taste four items it is mad about. So the best order
 * there is, by the chances themselves, is known too.
 */
function drawn() {
  const random = createRandom(11);
  const tastes = Array.from({ length: users }, () => [random.next(), random.next()].map((u) => Math.floor(u * 15)));
  const chance = (user: number, item: number) => (tastes[user]?.includes(item % 15) ? 0.75 : 0.01 + 0.04 / (1 + item));
  const rows: [number, string, string][] = [];
  for (let user = 0; user < users; user++)
    for (let item = 0; item < items; item++)
      if (random.next() < chance(user, item)) rows.push([user, `i${item}`, random.next() < 0.7 ? 'train' : 'test']);
  return { rows, chance };
}

/** NDCG in the first 10 of the order by the true chances, over what each user did not have in the train rows. */
function bestPossible({ rows, chance }: ReturnType<typeof drawn>): number {
  const gains = Array.from({ length: users }, (_, user) => {
    const of = (part: string) =>
      new Set(rows.filter(([who, , p]) => who === user && p === part).map(([, item]) => item));
    const [had, later] = [of('train'), of('test')];
    if (later.size === 0) return null;
    const order = Array.from({ length: items }, (_, item) => item)
      .filter((item) => !had.has(`i${item}`))
      .sort((a, b) => chance(user, b) - chance(user, a));
    const discount = (place: number) => 1 / Math.log2(place + 2);
    const gain = order.slice(0, 10).reduce((sum, item, at) => sum + (later.has(`i${item}`) ? discount(at) : 0), 0);
    const ideal = Array.from({ length: Math.min(10, later.size) }, (_, at) => discount(at)).reduce((a, b) => a + b, 0);
    return gain / ideal;
  }).flatMap((gain) => gain ?? []);
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

async function prepared() {
  const found = drawn();
  const table = caseSchema.shape.table.unwrap().parse({
    columns: [
      { name: 'who', type: 'integer' },
      { name: 'what', type: 'text' },
    ],
    rows: found.rows.map(([who, what]) => [who, what]),
    parts: found.rows.map(([, , part]) => part),
  });
  const folder = join(root, 'table');
  mkdirSync(folder);
  return { found, rows: await makeTable(session, folder, table), steps: new StepRunner(root) };
}

describe('a recommender from rows to requests', () => {
  it('comes near the best order there is, is told from the most popular, and answers requests as it answers tables', async () => {
    const { found, rows, steps } = await prepared();
    const train = (params: object) =>
      steps.run('recommender', {
        params: { user: 'who', item: 'what', seed: 1, ...params },
        inputs: { rows: [[rows, 'table']] },
      });
    const als = await train({ factors: 16, regularisation: 1 });
    const alike = await train({ method: 'item-item' });
    const popular = await train({ method: 'popular' });
    const evaluate = async (model: typeof als) => {
      const result = await steps.run('evaluate', { inputs: { model: [[model, 'model']], rows: [[rows, 'table']] } });
      return { result, ...evaluationSchema.parse(result.outputs.evaluation?.inline) };
    };
    const best = bestPossible(found);
    const { parts, curves, result } = await evaluate(als);
    expect(parts.test.metrics.ndcg).toBeGreaterThan(0.75 * best);
    expect(parts.test.metrics.ndcg).toBeLessThan(1.02 * best);
    expect((await evaluate(alike)).parts.test.metrics.ndcg).toBeGreaterThan(0.75 * best);
    expect(parts.train.rows).toBe(0);
    expect(parts.test.intervals.overPopular![0]).toBeGreaterThan(0);
    expect(curves.places?.found.at(-1)).toBeGreaterThan(curves.places?.popular.at(-1) ?? 1);
    const none = (await evaluate(popular)).parts.test;
    expect(none.metrics).toMatchObject({ overPopular: 0, ndcg: parts.test.metrics.popularNdcg });

    const compared = await steps.run('compare-candidates', {
      inputs: { models: [popular, als, alike].map((model) => [model, 'model']), rows: [[rows, 'table']] },
    });
    const { ranking, metric }: Comparison = comparisonSchema.parse(compared.outputs.comparison?.inline);
    expect(metric).toBe('ndcg');
    expect(ranking.at(-1)).toMatchObject({ input: 0, tied: false });

    const release = await steps.run('register-model', {
      params: { name: 'shop' },
      inputs: {
        model: [[als, 'model']],
        rows: [[rows, 'table']],
        evaluation: [[result, 'evaluation']],
      },
    });
    const bundle = await loadBundle(release.outputs.release?.path ?? '');
    expect(bundle.goldenCheck()).toMatchObject({ maxDifference: 0, failed: [] });
    const answer = bundle.predictRow({ who: 5 });
    expect(answer.recommended?.from).toBe('user');
    expect(answer.recommended?.items).toHaveLength(10);
    expect(answer.output).toMatchObject({ prediction: answer.recommended?.items[0]?.item, from: 'user' });
    expect(bundle.predictBlock([{ who: 5 }])[0]?.output).toEqual(answer.output);
    expect(bundle.predictRow({ who: 99_999 }).recommended?.from).toBe('popular');
    expect(bundle.predictRow({ who: null }).recommended?.from).toBe('popular');

    const scored = await steps.run('batch-score', { inputs: { model: [[als, 'model']], table: [[rows, 'table']] } });
    const [row] = await session.query(
      `SELECT p.prediction, p.recommendations, p.recommended_from FROM ${parquetRelation(scored.outputs.predictions?.path ?? '')} p
         JOIN ${parquetRelation(rows.outputs.table?.path ?? '')} t USING (__row) WHERE t.who = 5 LIMIT 1`,
    );
    expect(row?.recommended_from).toBe('user');
    expect(row?.prediction).toBe(answer.prediction);
    expect(JSON.parse(String(row?.recommendations))).toEqual(answer.recommended?.items);
  });
});
