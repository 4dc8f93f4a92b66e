import { describe, expect, it } from 'vitest';
import { type PipelineDocument, pipelineDocumentSchema } from '../document';
import type { RunSpec } from '../run';
import { sha256 } from '../sha256';
import { lastResult, type PreviousStep, type RunPlan } from '.';
import { codeHashes, decisions, draw, edge, step, store } from './testing/planned-drawing';

/** data -> check (runs each time) -> split -> trees -> evaluate. */
function checked(change: Parameters<typeof draw>[0] = {}): PipelineDocument {
  const document = draw(change);
  const { filter: _filter, register: _register, ...steps } = document.steps;
  return pipelineDocumentSchema.parse({
    ...document,
    steps: { ...steps, check: step('check', 'check-quality', 1) },
    edges: Object.fromEntries(
      [
        edge('1', ['data', 'table'], ['check', 'table']),
        edge('2', ['check', 'table'], ['split', 'table']),
        edge('3', ['split', 'split'], ['trees', 'rows']),
        edge('4', ['trees', 'model'], ['evaluate', 'model']),
        edge('5', ['split', 'split'], ['evaluate', 'rows']),
      ].map((one) => [one.id, one]),
    ),
  });
}

const results = (plan: RunPlan) => Object.fromEntries(plan.items.map(({ step: id, result }) => [id, result]));

describe('results of the last run behind a step that always runs', () => {
  it('are those of the drawing until a step, or one before it, is edited', async () => {
    const { plan, run } = store();
    expect(results(await plan(checked()))).toEqual({});
    run(await plan(checked()));
    const again = await plan(checked());
    expect(decisions(again)).toEqual({
      data: 'reused',
      check: 'runs',
      split: 'may-be-reused',
      trees: 'may-be-reused',
      evaluate: 'may-be-reused',
    });
    const current = { check: 'current', split: 'current', trees: 'current', evaluate: 'current' };
    expect(results(again)).toEqual(current);
    const edited = await plan(checked({ trees: { params: { rounds: 300 } } }));
    expect(results(edited)).toEqual({ check: 'current', split: 'current' });
    expect(results(await plan(checked({ data: { params: { rows: 50 } } })))).toEqual({});
  });

  it('are told from those of older code, of the step or of one before it', async () => {
    const { plan, run } = store();
    run(await plan(checked()));
    const newer = await plan(checked(), { codeHashes: { ...codeHashes, 'split-rows': sha256('newer') } });
    const older = { split: 'older-code', trees: 'older-code', evaluate: 'older-code' };
    expect(results(newer)).toEqual({ check: 'current', ...older });
  });
});

describe('lastResult', () => {
  const data = { config: { kind: 'url', url: 'https://a.example' }, cursor: '1' };
  const source = { kind: 'source' as const, id: 'orders', label: 'orders', artifacts: {}, data };
  const read = async (): Promise<RunSpec> => {
    const { spec } = (await store().plan(draw())).steps[0] ?? {};
    if (spec === undefined) throw new Error('nothing is planned');
    return { ...spec, references: { source } };
  };
  const outputs = [{ port: 'table', hash: sha256('rows') }];
  const before = (spec: RunSpec, more: Partial<PreviousStep> = {}): PreviousStep => ({
    spec,
    status: 'succeeded',
    inputs: {},
    outputs,
    ...more,
  });

  it('is that of the same source, however far it has been read since, and not of one that is set otherwise', async () => {
    const spec = await read();
    const moved = { ...spec, references: { source: { ...source, data: { ...data, cursor: '2' } } } };
    expect(lastResult(moved, {}, before(spec))).toEqual(outputs);
    const other = { ...spec, references: { source: { ...source, data: { ...data, config: { kind: 'push' } } } } };
    expect(lastResult(other, {}, before(spec))).toBeNull();
  });

  it('is nothing of a step that failed, whose outputs are gone, or whose inputs are others', async () => {
    const spec = await read();
    const { outputs: _gone, ...without } = before(spec);
    expect(lastResult(spec, {}, before(spec, { status: 'failed' }))).toBeNull();
    expect(lastResult(spec, {}, without)).toBeNull();
    expect(lastResult(spec, { table: [['other']] }, before(spec))).toBeNull();
    expect(lastResult(spec, null, before(spec))).toBeNull();
    expect(lastResult(spec, {}, null)).toBeNull();
  });
});
