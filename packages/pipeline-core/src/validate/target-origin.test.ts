import { describe, expect, it } from 'vitest';
import { pipelineDocumentSchema } from '../document/pipeline-document';
import { stepIdSchema } from '../ids';
import type { TableSchema } from '../schema';
import { targetOrigin, validatePipeline } from '.';

const people: TableSchema = {
  columns: [
    { name: 'age', type: 'integer', role: 'feature' },
    { name: 'plan', type: 'text', role: 'feature' },
    { name: 'churn', type: 'text', role: 'feature' },
  ],
  split: false,
};

type Settings = { select?: object; split?: object; model?: object };

type Chain = readonly (readonly [id: string, type: string, params: object])[];

/** data -> select -> split -> encode -> model */
function check({ select = {}, split = {}, model = {} }: Settings) {
  return checkChain([
    ['data', 'dataset', { dataset: 'd' }],
    ['select', 'select-columns', select],
    ['split', 'split-rows', split],
    ['encode', 'encode-categories', {}],
    ['model', 'logistic-regression', model],
  ]);
}

function checkChain(chain: Chain) {
  const document = pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(
      chain.map(([id, type, params], at) => [id, { id, type, version: 1, params, position: { x: at * 280, y: 0 } }]),
    ),
    edges: Object.fromEntries(
      chain.slice(1).map(([id], at) => {
        const source = chain[at]?.[0] ?? '';
        const from = { step: source, port: source === 'split' ? 'split' : 'table' };
        return [id, { id, from, to: { step: id, port: id === 'model' ? 'rows' : 'table' } }];
      }),
    ),
  });
  const { issues, schemas } = validatePipeline({ document, references: { data: { data: people } } });
  const origin = targetOrigin({ document, schemas }, stepIdSchema.parse('model'));
  return { origin, ofModel: issues.filter(({ step, param }) => step === 'model' && param === 'target') };
}

describe('targetOrigin', () => {
  it('names the step in which the target was chosen, through the steps between', () => {
    expect(check({ split: { target: 'churn', marks: true } }).origin).toEqual({ column: 'churn', step: 'split' });
    expect(check({ select: { target: 'churn' } }).origin).toEqual({ column: 'churn', step: 'select' });
    expect(check({ select: { target: 'churn' }, split: { target: 'plan', marks: true } }).origin).toEqual({
      column: 'churn',
      step: 'select',
    });
    expect(check({}).origin).toBeNull();
  });
});

describe('a target that does not reach a model', () => {
  it('is a problem before the run that leads to the first step in which it can be chosen', () => {
    expect(check({}).ofModel).toMatchObject([
      {
        code: 'no-target',
        severity: 'error',
        open: { step: 'select', param: 'target', title: expect.stringContaining('Select columns') },
      },
    ]);
    expect(check({}).ofModel[0]).not.toHaveProperty('fix');
  });

  it('is none once it is chosen in the split, though categories are encoded in between', () => {
    expect(check({ split: { target: 'churn', marks: true } }).ofModel).toEqual([]);
  });

  it('names the step that made other columns of it', () => {
    expect(check({ model: { target: 'churn' } }).ofModel).toMatchObject([
      {
        code: 'target-lost',
        severity: 'error',
        message: expect.stringContaining('Encode categories dropped it or made other columns of it'),
        open: { step: 'select', param: 'target' },
      },
    ]);
    expect(check({ model: { target: 'chrun' } }).ofModel).toMatchObject([{ code: 'unknown-column' }]);
  });

  it('does not lead to a step in which the column is gone already', () => {
    const [issue] = checkChain([
      ['data', 'dataset', { dataset: 'd' }],
      ['encode', 'encode-categories', {}],
      ['split', 'split-rows', { marks: true }],
      ['model', 'logistic-regression', { target: 'churn' }],
    ]).ofModel;
    expect(issue).toMatchObject({ code: 'target-lost', message: expect.stringContaining('Add Select columns before') });
    expect(issue).not.toHaveProperty('open');
  });

  it('does not promise that a step which chooses columns leaves a marked one, and names the likely new name', () => {
    const [issue] = checkChain([
      ['data', 'dataset', { dataset: 'd' }],
      ['split', 'split-rows', { marks: true }],
      ['rename', 'rename-columns', { names: [{ from: 'churn', to: 'churned' }] }],
      ['model', 'logistic-regression', { target: 'churn' }],
    ]).ofModel;
    expect(issue).toMatchObject({ code: 'target-lost', severity: 'error' });
    expect(issue?.message).toMatch(/Was it renamed to `churned`\? Let Rename columns keep it/);
    expect(issue).not.toHaveProperty('open');
  });

  it('leads to the switch of a split that only divides by the target it names', () => {
    expect(check({ split: { target: 'churn' }, select: {} }).ofModel).toMatchObject([{ open: { step: 'select' } }]);
    const { ofModel } = checkChain([
      ['data', 'dataset', { dataset: 'd' }],
      ['split', 'split-rows', { target: 'churn' }],
      ['model', 'logistic-regression', {}],
    ]);
    expect(ofModel).toMatchObject([{ code: 'no-target', open: { step: 'split', param: 'marks' } }]);
  });
});
