import { describe, expect, it } from 'vitest';
import { type PipelineDocument, pipelineDocumentSchema } from '../document/pipeline-document';
import { copyKey, type RunCopy } from '../run';
import { proposeRound, roundSchema } from '../search';
import { getContract } from '../steps/catalog';
import { edge, codeHashes as someCodes, step, store } from './testing/planned-drawing';

const codeHashes = { ...someCodes, search: 'a', 'search-propose': 'b' };

function draw(params: object, type = 'search'): PipelineDocument {
  const steps = [
    step('data', 'sample-data', 0),
    step('split', 'split-rows', 1),
    step('find', type, 2, { params }),
    step('evaluate', 'evaluate', 3),
  ];
  const edges = [
    edge('1', ['data', 'table'], ['split', 'table']),
    edge('2', ['split', 'split'], ['find', 'rows']),
    edge('3', ['find', 'model'], ['evaluate', 'model']),
    edge('4', ['split', 'split'], ['evaluate', 'rows']),
  ];
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(steps.map((one) => [one.id, one])),
    edges: Object.fromEntries(edges.map((one) => [one.id, one])),
  });
}

const plan = (params: object) => store().plan(draw(params), { codeHashes });

describe('a search in a run', () => {
  it('is rounds of trials of the trainer, each behind its proposal, and the drawn step that decides', async () => {
    const { steps, issues } = await plan({ method: 'tpe', trials: 5, atOnce: 2 });
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(steps.map(({ spec }) => `${spec.type} ${spec.inside ?? spec.trial ?? ''}`.trim())).toEqual([
      'sample-data',
      'split-rows',
      'search-propose gradient-boosted-trees, round 1',
      'gradient-boosted-trees 0',
      'gradient-boosted-trees 1',
      'search-propose gradient-boosted-trees, round 2',
      'gradient-boosted-trees 2',
      'gradient-boosted-trees 3',
      'search-propose gradient-boosted-trees, round 3',
      'gradient-boosted-trees 4',
      'search',
      'evaluate',
    ]);
    const trial = steps[6]?.spec;
    expect(trial?.inputs).toEqual({ rows: [{ idx: 1, port: 'split' }], proposal: [{ idx: 5, port: 'proposal' }] });
    expect(trial?.step).toBe('find');
    expect(steps[8]?.spec.inputs.trials?.map(({ idx }) => idx)).toEqual([3, 4, 6, 7]);
    expect(steps[10]?.spec.inputs.models?.[4]).toEqual({ idx: 9, port: 'model', maybe: true });
    expect(steps[11]?.spec.inputs.model).toEqual([{ idx: 10, port: 'model' }]);
  });

  it('waits for no trial between the rounds of a method that learns nothing', async () => {
    const { steps } = await plan({ method: 'random', trials: 40 });
    const proposals = steps.filter(({ spec }) => spec.type === 'search-propose');
    expect(proposals.map(({ spec }) => spec.params.count)).toEqual([32, 8]);
    expect(proposals.map(({ spec }) => spec.inputs)).toEqual([
      { proposals: [] },
      { proposals: [{ idx: proposals[0]?.idx, port: 'proposal' }] },
    ]);
  });

  it('leaves out what stays of the space, and hands it to every trial', async () => {
    const fixed = [{ setting: 'maxLeaves', value: '7' }];
    const ranges = [{ setting: 'learningRate', from: 0.1, to: 0.2 }];
    const { steps } = await plan({ trials: 1, fixed, ranges, target: 'churned' });
    const [proposal, trial] = [steps[2]?.spec, steps[3]?.spec];
    expect(proposal?.params.space).not.toHaveProperty('maxLeaves');
    expect(proposal?.params.space).toHaveProperty('learningRate', { real: [0.1, 0.2], log: true });
    expect(trial?.params).toEqual({ target: 'churned', task: 'auto', maxLeaves: 7 });
  });

  it('asks for the last time of each trial by itself, never for that of the step that decides', async () => {
    // The drawn step is asked for once more before: where its end is there, it needs no trials.
    const asked: RunCopy[] = [];
    const previous = async (id: string, copy: RunCopy) => {
      if (id === 'find') asked.push(copy);
      return null;
    };
    const { items } = await store().plan(draw({ trials: 2 }), { codeHashes, previous });
    expect(asked.map(({ trial, inside }) => trial ?? inside ?? 'drawn')).toEqual([
      'drawn',
      'gradient-boosted-trees, round 1',
      0,
      1,
      'drawn',
    ]);
    expect(items.filter((one) => one.step === 'find').map(({ inside = false }) => inside)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('tells its trials to stop early only where it is asked to, and no method that gives the best more', async () => {
    const told = async (params: object, type = 'search') => {
      const { steps } = await store().plan(draw({ trials: 2, ...params }, type), { codeHashes });
      const trials = steps.filter(({ spec }) => spec.trial !== undefined);
      return new Set(trials.map(({ spec }) => spec.stopPoor));
    };
    expect(await told({})).toEqual(new Set([undefined]));
    expect(await told({ stopPoor: true })).toEqual(new Set([true]));
    expect(await told({ stopPoor: true, method: 'halving' })).toEqual(new Set([undefined]));
    expect(await told({ stopPoor: true }, 'train-all')).toEqual(new Set([true]));
  });

  it('is not drawn within folds', async () => {
    const document = draw({ trials: 2 });
    const folded = pipelineDocumentSchema.parse({
      ...document,
      steps: { ...document.steps, split: step('split', 'cross-validate', 1) },
    });
    const { issues } = await store().plan(folded, { codeHashes });
    expect(issues.map(({ code }) => code)).toContain('search-in-folds');
  });
});

describe('a search with a limit of time', () => {
  it('begins its clock with the first proposal; later ones read it, trials only come after it', async () => {
    const { steps, edges } = await plan({ trials: 3, atOnce: 2, minutes: 5 });
    const [begin, later] = steps.filter(({ spec }) => spec.type === 'search-propose');
    expect([begin?.spec.params.minutes, later?.spec.params.minutes]).toEqual([5, undefined]);
    expect(later?.spec.inputs.deadline).toEqual([{ idx: begin?.idx, port: 'deadline' }]);
    const last = steps.find(({ spec }) => spec.trial === 2);
    expect(Object.keys(last?.spec.inputs ?? {})).toEqual(['rows', 'proposal']);
    expect(edges).toContainEqual([begin?.idx, last?.idx]);
  });

  it('begins its clock when the rows are there, not when the run begins', async () => {
    const { steps, edges } = await plan({ trials: 1, minutes: 5 });
    const begin = steps.find(({ spec }) => spec.type === 'search-propose');
    expect(edges).toContainEqual([1, begin?.idx]);
    expect(begin?.spec.inputs).not.toHaveProperty('rows');
  });
});

describe('the search for a good model', () => {
  const found = (params: object = {}) => store().plan(draw({ trials: 2, ...params }, 'train-all'), { codeHashes });

  const kinds = [
    ...['gradient-boosted-trees', 'random-forest', 'logistic-regression', 'linear-regression', 'k-nearest-neighbours'],
    ...['mlp', 'naive-bayes', 'decision-tree', 'text-classifier', 'image-cnn'],
  ];

  it('tries each kind once before any goes on, the baseline first, on rows prepared once for those that need it', async () => {
    const { steps, issues } = await found({ trials: 3 });
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const inside = steps.filter(({ spec }) => spec.step === 'find');
    expect(inside.map(({ spec }) => spec.type)).toEqual([
      ...['impute-missing', 'encode-categories', 'scale-numbers'],
      ...['baseline', ...kinds].flatMap((kind) => ['search-propose', kind]),
      ...kinds.flatMap((kind) => ['search-propose', kind, kind]),
      'train-all',
    ]);
    const numbers = inside.flatMap(({ spec }) => spec.trial ?? []);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 31 }, (_, at) => at));
    expect(inside.at(-1)?.spec.inputs.trials?.map(({ idx }) => steps[idx]?.spec.trial)).toEqual(
      numbers.toSorted((a, b) => a - b),
    );
    const scaled = inside[2]?.idx;
    const rowsOf = (type: string) => inside.find(({ spec }) => spec.type === type)?.spec.inputs.rows;
    expect(rowsOf('logistic-regression')).toEqual([{ idx: scaled, port: 'table' }]);
    expect(rowsOf('linear-regression')).toEqual([{ idx: scaled, port: 'table' }]);
    expect(rowsOf('gradient-boosted-trees')).toEqual([{ idx: 1, port: 'split' }]);
    expect(new Set(inside.map(({ spec }) => copyKey(spec))).size).toBe(inside.length);
  });

  it('lets no kind go on before all have been tried once, without reading the trials of the others', async () => {
    const { steps, edges } = await found({ trials: 6 });
    const proposals = (round: number) =>
      steps.filter(({ spec }) => spec.type === 'search-propose' && spec.inside?.endsWith(`, round ${round}`) === true);
    const firsts = proposals(1).map(({ idx }) => idx + 1);
    expect(firsts.map((idx) => steps[idx]?.spec.type)).toEqual(['baseline', ...kinds]);
    for (const { idx, spec } of proposals(2)) {
      const before = edges.flatMap(([from, to]) => (to === idx ? [from] : []));
      expect(before).toEqual(expect.arrayContaining(firsts));
      expect(spec.inputs.trials).toHaveLength(1);
    }
    const [later] = proposals(3);
    expect(edges.filter(([from, to]) => to === later?.idx && firsts.includes(from))).toHaveLength(1);
  });

  it('marks a target that was named for the search alone before columns are encoded, and no other stays beside it', async () => {
    const { steps } = await found({ target: 'plan', trials: 1 });
    const [first, second] = steps.filter(({ spec }) => spec.inside?.startsWith('prepare'));
    expect(first?.spec.type).toBe('select-columns');
    expect(first?.spec.params).toMatchObject({ columns: [], mode: 'drop', target: 'plan', formerTarget: 'ignore' });
    expect(second?.spec.inputs.table).toEqual([{ idx: first?.idx, port: 'table' }]);
  });

  it('lets each kind but the baseline ask the rows whether it suits the target, and begin as it would by hand', async () => {
    const { steps } = await found({ target: 'churned', task: 'classification', trials: 1 });
    const proposals = steps.filter(({ spec }) => spec.type === 'search-propose').map(({ spec }) => spec);
    expect(proposals.map(({ params }) => params.tasks ?? null)).toEqual([
      null,
      ['binary', 'multiclass', 'regression'],
      ['binary', 'multiclass', 'regression'],
      ['binary', 'multiclass'],
      ['binary', 'multiclass', 'regression'],
      ['binary', 'multiclass', 'regression'],
      ['binary', 'multiclass'],
      ['binary', 'multiclass', 'regression'],
      ['binary', 'multiclass'],
      ['binary', 'multiclass', 'regression'],
    ]);
    expect(proposals[3]?.params).toMatchObject({ target: 'churned', task: 'classification' });
    expect(proposals[3]?.inputs.rows).toEqual([{ idx: 1, port: 'split' }]);
    expect(proposals[3]?.params.start).toEqual({ penalty: 'l2', strength: 1 });
  });

  it('tries some kinds only where the rows are for them, unless somebody has chosen them', async () => {
    const asked = async (params: object) =>
      (await found(params)).steps.filter(({ spec }) => spec.type === 'search-propose').map(({ spec }) => spec.params);
    const conditions = (await asked({ trials: 1 })).map(({ triedOn }) => triedOn ?? null);
    const unless = [{ mostRows: 20_000 }, { mostRows: 50_000 }];
    const ofImages = { images: true, mostRows: 20_000 };
    expect(conditions).toEqual([null, null, null, null, null, ...unless, null, null, { texts: true }, ofImages]);
    const chosen = await asked({ trials: 1, kinds: ['text-classifier', 'k-nearest-neighbours'] });
    expect(chosen.map(({ triedOn }) => triedOn)).toEqual([undefined, undefined, undefined]);
  });
});

describe('a proposal', () => {
  it('of the longest round stays small enough to lie in the database', async () => {
    const { trains } = getContract('gradient-boosted-trees');
    const question = { space: trains?.space ?? {}, history: [], goal: 'most' as const, seed: 1 };
    const trials = proposeRound({ ...question, method: { method: 'random' }, first: 968, count: 32 });
    const text = JSON.stringify(roundSchema.parse({ v: 1, round: 31, metric: 'accuracy', trials }));
    expect(text.length).toBeLessThan(8 * 1024);
  });
});
