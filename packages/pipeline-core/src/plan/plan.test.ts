import { describe, expect, it } from 'vitest';
import type { Right } from '../access';
import { type PipelineDocument, pipelineDocumentSchema } from '../document/pipeline-document';
import type { StepId } from '../ids';
import type { ResolvedReference, RunSpec } from '../run';
import { sha256 } from '../sha256';
import {
  type CachedOutputs,
  fingerprint,
  firstPlanError,
  inputHashes,
  type PreviousStep,
  planRun,
  type RunPlan,
} from '.';

const id = (text: string) => text as StepId; // a brand exists in types only
const step = (key: string, type: string, at: number, more: object = {}) => ({
  id: key,
  type,
  version: 1,
  position: { x: at * 100, y: 0 },
  ...more,
});
const edge = (key: string, from: [string, string], to: [string, string]) => ({
  id: key,
  from: { step: from[0], port: from[1] },
  to: { step: to[0], port: to[1] },
});

/** data -> filter -> split -> trees -> evaluate (also reads the split) -> register. */
function draw(change: Record<string, object> = {}): PipelineDocument {
  const steps = [
    step('data', 'sample-data', 0, change.data),
    step('filter', 'filter-rows', 1, change.filter),
    step('split', 'split-rows', 2, change.split),
    step('trees', 'gradient-boosted-trees', 3, { params: { rounds: 200 }, ...change.trees }),
    step('evaluate', 'evaluate', 4, change.evaluate),
    step('register', 'register-model', 5, change.register),
  ];
  const edges = [
    edge('1', ['data', 'table'], ['filter', 'table']),
    edge('2', ['filter', 'table'], ['split', 'table']),
    edge('3', ['split', 'split'], ['trees', 'rows']),
    edge('4', ['trees', 'model'], ['evaluate', 'model']),
    edge('5', ['split', 'split'], ['evaluate', 'rows']),
    edge('6', ['trees', 'model'], ['register', 'model']),
    edge('7', ['split', 'split'], ['register', 'rows']),
  ];
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(steps.map((one) => [one.id, one])),
    edges: Object.fromEntries(edges.map((one) => [one.id, one])),
  });
}

const codeHashes = Object.fromEntries(
  [
    'sample-data',
    'filter-rows',
    'split-rows',
    'gradient-boosted-trees',
    'compare-candidates',
    'evaluate',
    'register-model',
    'dataset',
  ].map((type) => [type, sha256(type)]),
);

/** A store that remembers what ran, as the worker would: outputs depend on the fingerprint alone. */
function store() {
  const cache = new Map<string, CachedOutputs>();
  const previous = new Map<string, PreviousStep>();
  const lookups: number[] = [];
  const outputsOf = (print: string, spec: RunSpec): CachedOutputs => {
    const ports = {
      'sample-data': ['table', 'table.meta'],
      'filter-rows': ['table', 'table.meta'],
      'split-rows': ['split', 'split.meta'],
      'gradient-boosted-trees': ['model', 'metrics'],
      evaluate: ['evaluation', 'predictions'],
    }[spec.type];
    return (ports ?? ['release']).map((port) => ({ port, hash: sha256(`${print}${port}`) }));
  };
  const run = (plan: RunPlan, codes = codeHashes) => {
    const outputs: { idx: number; port: string; hash: string }[] = [];
    for (const { idx, spec } of plan.steps) {
      const inputs = inputHashes(spec.inputs, outputs);
      if (inputs === null) throw new Error('a parent made nothing');
      const print = fingerprint(spec, codes[spec.type] ?? '', inputs);
      const made = outputsOf(print, spec);
      if (spec.type !== 'register-model') cache.set(print, made);
      outputs.push(...made.map((output) => ({ idx, ...output })));
      previous.set(spec.step, { spec, status: 'succeeded', inputs, seconds: 2 });
    }
  };
  const plan = (document: PipelineDocument, more: object = {}) =>
    planRun({
      document,
      codeHashes,
      references: {},
      lookup: async (prints) => {
        lookups.push(prints.length);
        return new Map(
          prints.flatMap((print) => [[print, cache.get(print) ?? []] as const]).filter(([, made]) => made.length > 0),
        );
      },
      may: () => true,
      previous: async (key) => previous.get(key) ?? null,
      ...more,
    });
  return { plan, run, cache, previous, lookups };
}

/** The same drawing a second time beside itself. */
function twice(document: PipelineDocument): PipelineDocument {
  const rename = (text: string) => text + text;
  const copied = JSON.parse(JSON.stringify(document), (key, value) =>
    ['id', 'step'].includes(key) && typeof value === 'string' ? rename(value) : value,
  );
  const byNewId = (all: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(all).map(([key, value]) => [rename(key), value]));
  return pipelineDocumentSchema.parse({
    ...document,
    steps: { ...document.steps, ...byNewId(copied.steps) },
    edges: { ...document.edges, ...byNewId(copied.edges) },
  });
}

function withDeploy(document: PipelineDocument): PipelineDocument {
  return pipelineDocumentSchema.parse({
    ...document,
    steps: { ...document.steps, deploy: step('deploy', 'deploy', 6) },
    edges: { ...document.edges, 8: edge('8', ['register', 'release'], ['deploy', 'release']) },
  });
}

/** Two models compared, their steps at these heights. */
function withComparison(y: { trees: number; forest: number }): PipelineDocument {
  const document = draw();
  const { evaluate: _evaluate, register: _register, ...steps } = document.steps;
  return pipelineDocumentSchema.parse({
    ...document,
    steps: {
      ...steps,
      trees: step('trees', 'gradient-boosted-trees', 3, { position: { x: 300, y: y.trees } }),
      forest: step('forest', 'gradient-boosted-trees', 3, { position: { x: 300, y: y.forest } }),
      compare: step('compare', 'compare-candidates', 4),
    },
    edges: Object.fromEntries(
      [
        edge('1', ['data', 'table'], ['filter', 'table']),
        edge('2', ['filter', 'table'], ['split', 'table']),
        edge('3', ['split', 'split'], ['trees', 'rows']),
        edge('4', ['split', 'split'], ['forest', 'rows']),
        edge('5', ['trees', 'model'], ['compare', 'models']),
        edge('6', ['forest', 'model'], ['compare', 'models']),
        edge('7', ['split', 'split'], ['compare', 'rows']),
      ].map((one) => [one.id, one]),
    ),
  });
}

const decisions = (plan: RunPlan) => Object.fromEntries(plan.items.map((item) => [item.step, item.decision]));
const reason = (plan: RunPlan, key: string) => plan.items.find((item) => item.step === key)?.reason;

describe('planRun', () => {
  it('runs everything the first time, numbered so that edges lead forward', async () => {
    const plan = await store().plan(draw());
    expect(plan.steps.map((one) => one.spec.step)).toEqual([
      'data',
      'filter',
      'split',
      'trees',
      'evaluate',
      'register',
    ]);
    expect(plan.edges).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [2, 4],
      [3, 4],
      [0, 5],
      [2, 5],
      [3, 5],
    ]);
    expect(plan.steps[5]?.spec.inputs.source).toEqual([{ idx: 0, port: 'table' }]);
    for (const [parent, child] of plan.edges) expect(parent).toBeLessThan(child);
    expect(
      plan.items.every(
        (item) =>
          item.decision === 'runs' &&
          item.reason === (item.step === 'register' ? 'it acts outside the run, so it is never reused' : 'new step'),
      ),
    ).toBe(true);
    expect(plan.summary.text).toMatch(/^6 of 6 steps run; about/);
    expect(plan.steps[4]?.spec.inputs).toEqual({
      model: [{ idx: 3, port: 'model' }],
      rows: [{ idx: 2, port: 'split' }],
    });
    expect(plan.steps[3]?.spec.params).toMatchObject({ rounds: 200, learningRate: 0.1 });
  });

  it('reuses all but effects the second time', async () => {
    const { plan, run } = store();
    run(await plan(draw()));
    const second = await plan(draw({ trees: { title: 'Another name', position: { x: 7, y: 7 } } }));
    expect(decisions(second)).toEqual({
      data: 'reused',
      filter: 'reused',
      split: 'reused',
      trees: 'reused',
      evaluate: 'reused',
      register: 'runs',
    });
    expect(second.summary.text).toBe('1 of 6 steps runs, 5 are reused; about 2 s');
  });

  it('reuses a step with several lines into one input wherever its sources are moved', async () => {
    const { plan, run } = store();
    const marks = ({ steps }: RunPlan) => {
      const outputs = steps.map(({ idx, spec }) => ({ idx, port: 'model', hash: sha256(spec.step) }));
      const compared = steps.find(({ spec }) => spec.type === 'compare-candidates')?.spec;
      return inputHashes({ models: compared?.inputs.models ?? [] }, outputs);
    };
    const first = await plan(withComparison({ trees: 0, forest: 100 }));
    run(first);
    const moved = await plan(withComparison({ trees: 100, forest: 0 }));
    expect(marks(moved)?.models).toHaveLength(2);
    expect(marks(moved)).toEqual(marks(first));
    expect(decisions(moved)).toMatchObject({ trees: 'reused', forest: 'reused', compare: 'reused' });
  });

  it('says which parameter changed, and that what is below may come out the same', async () => {
    const { plan, run } = store();
    run(await plan(draw()));
    const changed = await plan(draw({ trees: { params: { rounds: 300 } } }));
    expect(reason(changed, 'trees')).toBe('parameter `rounds` changed from 200 to 300');
    expect(decisions(changed)).toMatchObject({ split: 'reused', trees: 'runs', evaluate: 'may-be-reused' });
    expect(reason(changed, 'evaluate')).toBe('input from Gradient-boosted trees may come out the same');
  });

  it('names an input that changed although nothing here did', async () => {
    const { plan, run, cache } = store();
    run(await plan(draw()));
    const before = await plan(draw());
    const filterOutputs = [
      { port: 'table', hash: sha256('x') },
      { port: 'table.meta', hash: sha256('y') },
    ];
    const filterPrint = fingerprint(
      before.steps[1]!.spec,
      codeHashes['filter-rows']!,
      inputHashes(before.steps[1]!.spec.inputs, cacheOf(before, cache, 0))!,
    );
    cache.set(filterPrint, filterOutputs);
    expect(reason(await plan(draw()), 'split')).toBe('input from Filter rows changed');
  });

  it('gives the other reasons in words', async () => {
    const { plan, run, previous, cache } = store();
    run(await plan(draw()));
    expect(reason(await plan(draw(), { codeHashes: { ...codeHashes, evaluate: sha256('new') } }), 'evaluate')).toBe(
      'the code of the step changed',
    );
    expect(reason(await plan(draw(), { force: 'all' }), 'data')).toBe('asked to run again');
    expect(decisions(await plan(draw(), { force: [id('trees')] }))).toMatchObject({
      split: 'reused',
      trees: 'runs',
      evaluate: 'may-be-reused',
    });
    expect(reason(await plan({ ...draw(), seed: 99 }), 'split')).toBe('the seed of the pipeline changed');
    expect(reason(await plan(draw(), { codeHashes: {} }), 'data')).toBe('no worker has told which code it has');
    previous.set('trees', { ...previous.get('trees')!, status: 'failed' });
    cache.clear();
    const cleared = await plan(draw());
    expect(reason(cleared, 'trees')).toBe('failed last time');
    expect(reason(cleared, 'data')).toBe('its earlier result is no longer kept');
  });

  it('asks the cache once per level, whatever the number of steps', async () => {
    const { plan, run, lookups } = store();
    run(await plan(draw()));
    lookups.length = 0;
    await plan(twice(draw()));
    expect(lookups).toEqual([1, 2, 1, 1, 1]); // the same data twice; below, other seeds make the copy new
  });

  it('refuses a step that needs a right which is not there, and shows the rest of the plan', async () => {
    const document = withDeploy(draw());
    const refused = await store().plan(document, { may: (right: Right) => right !== 'deploy' });
    expect(refused.steps.at(-1)?.spec.type).toBe('deploy');
    expect(refused.issues).toMatchObject([{ code: 'missing-right', severity: 'error', step: 'deploy' }]);
    expect(firstPlanError(refused, 'Churn')).toMatchObject({ code: 'missing-right', family: 'pipeline' });
    expect(firstPlanError(await store().plan(document), 'Churn')).toBeNull();
    const before = await store().plan(document, { may: () => false, targetStep: id('register') });
    expect(before.issues).toEqual([]);
  });

  it('runs to here: the ancestors of one step only', async () => {
    const plan = await store().plan(draw(), { targetStep: id('split') });
    expect(plan.steps.map((one) => one.spec.step)).toEqual(['data', 'filter', 'split']);
  });

  it('passes a disabled step through where its output is like its input, and else leaves out what is below', async () => {
    const through = await store().plan(draw({ filter: { disabled: true } }));
    expect(through.steps.map((one) => one.spec.step)).toEqual(['data', 'split', 'trees', 'evaluate', 'register']);
    expect(through.steps[1]?.spec.inputs).toEqual({ table: [{ idx: 0, port: 'table' }] });
    const blocked = await store().plan(draw({ trees: { disabled: true } }));
    expect(blocked.steps.map((one) => one.spec.step)).toEqual(['data', 'filter', 'split']);
    expect(blocked.leftOut).toEqual([
      { step: 'evaluate', title: 'Evaluate', reason: 'Gradient-boosted trees is disabled and hands nothing on' },
      { step: 'register', title: 'Register model', reason: 'Gradient-boosted trees is disabled and hands nothing on' },
    ]);
    expect(blocked.issues.map((issue) => issue.severity)).toEqual(['warning', 'warning']);
  });

  it('refuses a drawing with a fault, leaves what has it out of the plan, and ignores faults outside the scope', async () => {
    const broken = draw({ evaluate: { params: { part: 'all' } } });
    const whole = await store().plan(broken);
    expect(whole.steps.map(({ spec }) => spec.step)).not.toContain('evaluate');
    expect(whole.issues.map((issue) => issue.code)).toContain('bad-param');
    expect(firstPlanError(whole, 'Churn')).toMatchObject({ code: 'bad-param' });
    expect((await store().plan(broken, { targetStep: id('trees') })).steps).toHaveLength(4);
  });

  it('says of a mended failure that its parameter changed, also while another step has a fault', async () => {
    const { plan, run, previous } = store();
    run(await plan(draw()));
    previous.set('trees', { ...previous.get('trees')!, status: 'failed' });
    const mended = draw({ trees: { params: { rounds: 300 } } });
    const beside = await plan(
      pipelineDocumentSchema.parse({ ...mended, steps: { ...mended.steps, loose: step('loose', 'evaluate', 6) } }),
    );
    expect(firstPlanError(beside, 'Churn')).toMatchObject({ code: 'input-empty' });
    expect(reason(beside, 'trees')).toBe('parameter `rounds` changed from 200 to 300');
  });

  it('has no plan for steps that wait for each other, but for the others', async () => {
    const around = pipelineDocumentSchema.parse({
      ...draw(),
      edges: { ...draw().edges, 1: edge('1', ['split', 'split'], ['filter', 'table']) },
    });
    const plan = await store().plan(around);
    expect(firstPlanError(plan, 'Churn')).toMatchObject({ code: 'cycle' });
    expect(plan.items.map((item) => item.step)).toEqual(['data']);
  });

  it('resolves references, and says when one is gone', async () => {
    const document = pipelineDocumentSchema.parse({
      v: 1,
      steps: { d: step('d', 'dataset', 0, { params: { dataset: 'x' } }) },
      edges: {},
    });
    const batch: ResolvedReference = {
      kind: 'batch',
      id: 'b1',
      label: 'batch 1',
      artifacts: { table: sha256('t') as never },
    };
    const { plan, run } = store();
    expect((await plan(document)).issues[0]).toMatchObject({ code: 'reference-gone', severity: 'error' });
    const first = await plan(document, { references: { d: { data: batch } } });
    run(first);
    const next = { ...batch, label: 'batch 2', artifacts: { table: sha256('u') as never } };
    expect(reason(await plan(document, { references: { d: { data: next } } }), 'd')).toBe(
      'reads batch 2 instead of batch 1',
    );
    const same = { ...batch, id: 'b3', label: 'batch 3' };
    expect(reason(await plan(document, { references: { d: { data: same } } }), 'd')).toBe(
      'reads batch 3 instead of batch 1',
    );
  });

  it('derives a seed for each step from the seed of the pipeline, unless the parameters carry one', async () => {
    const plan = await store().plan(draw({ split: { params: { seed: 5 } } }));
    const seeds = plan.steps.map((one) => one.spec.seed);
    expect(seeds[0]).toBe(7);
    expect(seeds[2]).toBe(5);
    expect(new Set(seeds).size).toBe(seeds.length);
    expect((await store().plan(draw({ split: { params: { seed: 5 } } }))).steps.map((one) => one.spec.seed)).toEqual(
      seeds,
    );
  });
});

/** Outputs of the steps up to `last`, from the cache. */
function cacheOf(plan: RunPlan, cache: ReadonlyMap<string, CachedOutputs>, last: number) {
  const outputs: { idx: number; port: string; hash: string }[] = [];
  for (const { idx, spec } of plan.steps.slice(0, last + 1)) {
    const made =
      cache.get(fingerprint(spec, codeHashes[spec.type] ?? '', inputHashes(spec.inputs, outputs) ?? {})) ?? [];
    outputs.push(...made.map((output) => ({ idx, ...output })));
  }
  return outputs;
}

describe('fingerprint', () => {
  const spec = { type: 'a', version: 1, params: { x: 1 }, seed: 1, references: {} };

  it('counts metadata of tables as content and does not mix ports up', () => {
    const inputs = { table: [{ idx: 0, port: 'table' }] };
    const outputs = [
      { idx: 0, port: 'table', hash: 'a' },
      { idx: 0, port: 'table.meta', hash: 'b' },
    ];
    expect(inputHashes(inputs, outputs)).toEqual({ table: [['a', 'b']] });
    expect(inputHashes(inputs, [])).toBeNull();
    expect(fingerprint(spec, 'c', { p: [['a']], q: [['b']] })).not.toBe(
      fingerprint(spec, 'c', { p: [['b']], q: [['a']] }),
    );
    expect(fingerprint(spec, 'c', { p: [['a'], ['b']] })).not.toBe(fingerprint(spec, 'c', { p: [['a', 'b']] }));
  });

  it('changes with code, parameters, seed, fold and trial, not with the order of keys', () => {
    const base = fingerprint({ ...spec, params: { x: 1, y: 2 } }, 'c', {});
    expect(fingerprint({ ...spec, params: { y: 2, x: 1 } }, 'c', {})).toBe(base);
    const others = [
      fingerprint({ ...spec, params: { x: 1, y: 3 } }, 'c', {}),
      fingerprint({ ...spec, params: { x: 1, y: 2 } }, 'd', {}),
      fingerprint({ ...spec, params: { x: 1, y: 2 }, seed: 2 }, 'c', {}),
      fingerprint({ ...spec, params: { x: 1, y: 2 }, fold: 0 }, 'c', {}),
      fingerprint({ ...spec, params: { x: 1, y: 2 }, trial: 0 }, 'c', {}),
    ];
    expect(new Set([base, ...others]).size).toBe(6);
  });

  it('counts which batch is read, also when its content is equal, but not which release or what it is called', () => {
    const printed = (kind: 'batch' | 'release', id: string, label = 'one') =>
      fingerprint({ ...spec, references: { data: { kind, id, label, artifacts: {} } } }, 'c', {});
    expect(printed('batch', '1')).not.toBe(printed('batch', '2'));
    expect(printed('batch', '1')).toBe(printed('batch', '1', 'another'));
    expect(printed('release', '1')).toBe(printed('release', '2'));
  });
});
