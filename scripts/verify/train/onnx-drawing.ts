import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { type DrawnStep, drawSteps } from '../data/draw';

type Model = { type: string; params?: object; target: 'bought' | 'spent'; rows: 'raw' | 'scaled' };

/** Every kind of model that has a form in ONNX, on the rows it can read. */
export const exportedModels: Readonly<Record<string, Model>> = {
  baseline: { type: 'baseline', target: 'bought', rows: 'raw' },
  linear: { type: 'linear-regression', target: 'spent', rows: 'scaled' },
  logistic: { type: 'logistic-regression', target: 'bought', rows: 'scaled' },
  trees: { type: 'gradient-boosted-trees', target: 'bought', rows: 'raw' },
  'trees-number': { type: 'gradient-boosted-trees', target: 'spent', rows: 'raw' },
  forest: { type: 'random-forest', target: 'bought', rows: 'raw' },
  'forest-number': { type: 'random-forest', target: 'spent', rows: 'raw' },
  tree: { type: 'decision-tree', target: 'bought', rows: 'raw' },
  bayes: { type: 'naive-bayes', target: 'bought', rows: 'raw' },
  neighbours: { type: 'k-nearest-neighbours', target: 'bought', rows: 'scaled' },
  net: { type: 'mlp', target: 'bought', rows: 'scaled' },
  clusters: { type: 'k-means', target: 'bought', rows: 'scaled' },
  density: { type: 'dbscan', params: { distance: 1 }, target: 'bought', rows: 'scaled' },
  odd: { type: 'isolation-forest', target: 'bought', rows: 'scaled' },
};

/** One drawing: each model with its file and its scores of the very rows it reads, so that both can be compared. */
export function onnxDrawing(dataset: string): PipelineDocument {
  const steps: Record<string, DrawnStep> = {
    data: { type: 'dataset', params: { dataset } },
    split: { type: 'split-rows', params: { strategy: 'random' }, from: { table: 'data.table' } },
  };
  for (const target of ['bought', 'spent'] as const) {
    const other = target === 'bought' ? 'spent' : 'bought';
    const columns = { mode: 'drop', columns: [other], target };
    steps[`${target}-raw`] = { type: 'select-columns', params: columns, from: { table: 'split.split' } };
    steps[`${target}-filled`] = { type: 'impute-missing', from: { table: `${target}-raw.table` } };
    steps[`${target}-encoded`] = { type: 'encode-categories', from: { table: `${target}-filled.table` } };
    steps[`${target}-scaled`] = { type: 'scale-numbers', from: { table: `${target}-encoded.table` } };
  }
  for (const [id, { type, params = {}, target, rows }] of Object.entries(exportedModels)) {
    const table = `${target}-${rows}.table`;
    steps[id] = { type, params, from: { rows: table } };
    steps[`${id}-file`] = { type: 'export-onnx', from: { model: `${id}.model`, rows: table } };
    steps[`${id}-scores`] = { type: 'batch-score', from: { model: `${id}.model`, table } };
  }
  return drawSteps(steps);
}

/** A table with what makes exports go wrong: gaps, texts, large numbers, a class of three and a number in the thousands. */
export function onnxTable(rows: number, seed: number): string {
  const random = createRandom(seed);
  const lines = ['income,age,visits,city,plan,bought,spent'];
  for (let row = 0; row < rows; row++) {
    const income = Math.round(3e4 + 2e4 * random.normal());
    const age = 18 + random.int(60);
    const visits = random.int(30);
    const city = ['Bern', 'Oslo', 'Rome', 'Lima'][random.int(4)] ?? '';
    const plan = random.int(6) === 0 ? '' : ['free', 'team'][random.int(2)];
    const drive = income / 2e4 + visits / 10 + (city === 'Oslo' ? 1 : 0) + random.normal();
    const bought = drive < 2 ? 'no' : drive < 3.5 ? 'maybe' : 'yes';
    const spent = Math.round(1e5 + 2e4 * drive + 50 * age);
    lines.push([random.int(12) === 0 ? '' : income, age, visits, city, plan, bought, spent].join(','));
  }
  return `${lines.join('\n')}\n`;
}
