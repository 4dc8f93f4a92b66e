import { describe, expect, it } from 'vitest';
import type { Right } from '../access';
import { pipelineDocumentSchema } from '../document/pipeline-document';
import type { ResolvedReference } from '../run';
import { sha256 } from '../sha256';
import { fingerprint, firstPlanError, inputHashes, type RunPlan } from '.';
import {
  cacheOf,
  codeHashes,
  decisions,
  draw,
  edge,
  id,
  reason,
  step,
  store,
  twice,
  withComparison,
  withDeploy,
} from './testing/planned-drawing';

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

  it('does not hold a failure against a step once a step before it was changed', async () => {
    const { plan, run, previous } = store();
    run(await plan(draw()));
    previous.set('trees', { ...previous.get('trees')!, status: 'failed' });
    const same = await plan(draw({ data: { title: 'Another name' } }), { force: [id('filter')] });
    expect(reason(same, 'trees')).toBe('failed last time');
    const mended = await plan(draw({ filter: { params: { condition: 'age > 3' } } }));
    expect(reason(mended, 'trees')).toBe('a step before changed since it failed');
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

  it('tells other data from another drawing, also in the steps behind', async () => {
    const document = (size: number) =>
      pipelineDocumentSchema.parse({
        v: 1,
        steps: {
          d: step('d', 'dataset', 0, { params: { dataset: 'x' } }),
          first: step('first', 'filter-rows', 1, { params: { condition: `age > ${size}` } }),
          second: step('second', 'filter-rows', 2, { params: { condition: 'age > 1' } }),
        },
        edges: {
          e1: edge('e1', ['d', 'table'], ['first', 'table']),
          e2: edge('e2', ['first', 'table'], ['second', 'table']),
        },
      });
    const batch = (table: string): ResolvedReference => ({
      ...{ kind: 'batch', id: table, label: `batch ${table}` },
      artifacts: { table: sha256(table) as never },
    });
    const { plan, run } = store();
    run(await plan(document(10), { references: { d: { data: batch('1') } } }));
    const next = await plan(document(10), { references: { d: { data: batch('2') } } });
    expect(next.items.map(({ newData }) => newData)).toEqual([true, true, true]);
    const drawn = await plan(document(20), { references: { d: { data: batch('2') } } });
    expect(drawn.items.map(({ newData }) => newData)).toEqual([true, undefined, undefined]);
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
