import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { comparisonSchema } from '@millrace/pipeline-core/events';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { planRun } from '@millrace/pipeline-core/plan';
import type { RunStep } from '@millrace/pipeline-core/run';
import { searchReportSchema } from '@millrace/pipeline-core/search';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../data/testing/scratch';
import { type KeptResults, runPlan } from './testing/run-plan';
import type { StepResult } from './testing/run-steps';

const root = scratchFolder('search');
let folders = 0;

function newFolder(): string {
  const folder = join(root, `run-${folders++}`);
  mkdirSync(folder);
  return folder;
}

/** Some rows of the sample, split, and a search of the given type behind it. */
async function planOf(type: string, params: JsonObject, split: JsonObject = {}): Promise<RunStep[]> {
  const step = (id: string, of: string, more: JsonObject) => [
    id,
    { id, type: of, version: 1, position: { x: 0, y: 0 }, params: more },
  ];
  const edge = (id: string, [from, port]: string[], [to, input]: string[]) => [
    id,
    { id, from: { step: from, port }, to: { step: to, port: input } },
  ];
  const document = pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries([
      step('data', 'sample-data', { rows: 400 }),
      step('split', 'split-rows', split),
      step('find', type, params),
    ]),
    edges: Object.fromEntries([
      edge('1', ['data', 'table'], ['split', 'table']),
      edge('2', ['split', 'split'], ['find', 'rows']),
    ]),
  });
  const plan = await planRun({
    document,
    codeHashes: {},
    references: {},
    lookup: async () => new Map(),
    may: () => true,
  });
  expect(plan.issues).toEqual([]);
  return plan.steps;
}

const reportOf = (result: StepResult | undefined) => searchReportSchema.parse(result?.outputs.trials?.inline);
const modelOf = (result: StepResult | undefined) => result?.outputs.model?.hash;

describe('a search', () => {
  const params = { method: 'tpe', trials: 6, atOnce: 2, fixed: [{ setting: 'rounds', value: '20' }] };

  it('that is cut off goes on with the trials that are done, and ends with the same model', async () => {
    const steps = await planOf('search', params);
    const whole = await runPlan(newFolder(), steps);
    const report = reportOf(whole.results.at(-1));
    expect(report.trials.map(({ state }) => state)).toEqual(Array(6).fill('done'));
    expect(report.trials[0]?.params).toMatchObject({ learningRate: 0.1, maxLeaves: 31 });
    const figures = report.trials.flatMap(({ metric }) => metric ?? []);
    expect(report.trials[report.best]?.metric).toBe(Math.max(...figures));
    const kept: KeptResults = new Map();
    const cut = await runPlan(newFolder(), steps, { kept, most: 7 });
    expect(cut.executed).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const again = await runPlan(newFolder(), steps, { kept });
    expect(again.executed).toEqual(steps.map(({ idx }) => idx).slice(7));
    expect(modelOf(again.results.at(-1))).toBe(modelOf(whole.results.at(-1)));
    expect(again.results.at(-1)?.events.map(({ topic }) => topic)).toEqual(['candidate-trained', 'search-decided']);
  }, 180_000);

  it('with more trials uses those that it shares with the one before', async () => {
    const kept: KeptResults = new Map();
    await runPlan(newFolder(), await planOf('search', { ...params, method: 'random', trials: 2 }), { kept });
    const steps = await planOf('search', { ...params, method: 'random', trials: 4 });
    const more = await runPlan(newFolder(), steps, { kept });
    // The second proposal, its two trials, and the step that decides.
    expect(more.executed).toEqual([5, 6, 7, 8]);
  }, 180_000);

  it('judges by rows held out of the train part, where there is no validation part', async () => {
    const steps = await planOf('search', { ...params, trials: 2 }, { train: 0.8, validation: 0, test: 0.2 });
    const { rows, trials } = reportOf((await runPlan(newFolder(), steps)).results.at(-1));
    expect(trials.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(rows).toBeGreaterThan(10);
    expect(rows).toBeLessThan(80);
  }, 180_000);

  it('whose time is up hands on the best of what was done, and begins nothing more', async () => {
    const steps = await planOf('search', { ...params, minutes: 1e-9 });
    const { results } = await runPlan(newFolder(), steps);
    expect(results[2]?.outputs).toHaveProperty('deadline');
    const states = reportOf(results.at(-1)).trials.map(({ state }) => state);
    expect(states).toEqual(['done', 'done', 'skipped', 'skipped', 'skipped', 'skipped']);
  }, 180_000);
});

describe('the search for a good model', () => {
  it('compares the best of each kind that suits the target, the baseline among them', async () => {
    const steps = await planOf('train-all', { trials: 2, minutes: null });
    const { results } = await runPlan(newFolder(), steps);
    const last = results.at(-1);
    const { ranking, part } = comparisonSchema.parse(last?.outputs.comparison?.inline);
    expect(part).toBe('validation');
    const report = reportOf(last);
    const states = (trainer: string) =>
      report.trials.filter((trial) => trial.trainer === trainer).map(({ state }) => state);
    expect(states('baseline')).toEqual(['done']);
    expect(states('gradient-boosted-trees')).toEqual(['done', 'done']);
    expect(states('logistic-regression')).toEqual(['done', 'done']);
    expect(states('k-nearest-neighbours')).toEqual(['done', 'done']);
    expect(states('naive-bayes')).toEqual(['done', 'done']);
    expect(states('linear-regression')).toEqual(['skipped', 'skipped']);
    expect(states('text-classifier')).toEqual(['skipped', 'skipped']);
    expect(last?.logs).toContain('Linear regression was not tried: "churned" asks for another kind of model.');
    expect(last?.logs).toContain('Text classifier was not tried: no column holds running text.');
    expect(last?.logs).toContainEqual(expect.stringContaining('Recommender (items for each user)'));
    const kinds = ranking.map(({ title }) => title);
    const others = ['k-nearest-neighbours', 'logistic-regression', 'mlp', 'naive-bayes', 'random-forest'];
    expect(kinds.toSorted()).toEqual(['baseline', 'decision-tree', 'gradient-boosted-trees', ...others]);
    expect(kinds.at(-1)).toBe('baseline');
    expect(last?.events.filter(({ topic }) => topic === 'candidate-trained')).toHaveLength(8);
    expect(modelOf(last)).toBe(ranking[0]?.model);
  }, 180_000);

  it('learns a column that was named for it alone with every kind, and leaves the marked one aside', async () => {
    const chosen = ['logistic-regression', 'k-nearest-neighbours', 'mlp', 'naive-bayes'];
    const steps = await planOf('train-all', { target: 'plan', kinds: chosen, trials: 1, minutes: null });
    const { results } = await runPlan(newFolder(), steps);
    const trials = reportOf(results.at(-1)).trials.map(({ trainer, state }) => `${trainer}: ${state}`);
    expect(trials.toSorted()).toEqual(['baseline', ...chosen].toSorted().map((trainer) => `${trainer}: done`));
  }, 180_000);
});
