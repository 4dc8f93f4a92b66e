import { describe, expect, it } from 'vitest';
import type { Column, PropagatedSchema } from '../schema';
import { encodeTargets, getContract, imputeTargets, markTarget } from '.';
import { imputeMissing } from './prepare/impute-missing';

const columns: Column[] = [
  { name: 'age', type: 'integer', role: 'feature', missing: 0.1 },
  { name: 'plan', type: 'text', role: 'feature' },
  { name: 'churn', type: 'text', role: 'feature' },
];
const withMark = columns.map((column): Column => (column.name === 'churn' ? { ...column, role: 'target' } : column));
const known = (of: readonly Column[]): PropagatedSchema => ({
  kind: 'known',
  table: { columns: [...of], split: false },
});
const rolesOf = (schema: PropagatedSchema | undefined) =>
  schema?.kind === 'known' ? schema.table.columns.map(({ role }) => role) : null;

function infer(type: string, params: object, schema: PropagatedSchema, port = 'table') {
  const contract = getContract(type);
  return contract.inferSchema(contract.params.parse(params), { [port]: [schema] });
}
const codes = ({ issues }: ReturnType<typeof infer>) => issues.map(({ severity, code }) => `${severity} ${code}`);

describe('markTarget', () => {
  it('marks the chosen column, and nothing where one is marked or none is chosen', () => {
    expect(markTarget(columns, 'churn').map(({ role }) => role)).toEqual(['feature', 'feature', 'target']);
    expect(markTarget(columns, '')).toEqual(columns);
    expect(markTarget(columns, 'gone')).toEqual(columns);
    expect(markTarget(withMark, 'plan')).toEqual(withMark);
  });
});

describe.each(['split-rows', 'cross-validate'])('a target chosen in %s', (type) => {
  it('is the target of all steps behind, however rows are divided', () => {
    for (const strategy of [type === 'split-rows' ? 'random' : 'k-fold', 'stratified']) {
      const inferred = infer(type, { strategy, target: 'churn', marks: true }, known(columns));
      expect(rolesOf(inferred.outputs.split)).toEqual(['feature', 'feature', 'target']);
      expect(codes(inferred)).toEqual([]);
    }
  });

  it('leaves the one that was marked before, and says that it only divides by its own', () => {
    const inferred = infer(type, { strategy: 'stratified', target: 'plan', marks: true }, known(withMark));
    expect(rolesOf(inferred.outputs.split)).toEqual(['feature', 'feature', 'target']);
    expect(codes(inferred)).toEqual(['warning target-marked-before']);
    expect(codes(infer(type, { target: 'churn', marks: true }, known(withMark)))).toEqual([]);
  });

  it('stops the step only where rows are divided by it', () => {
    const gone = { target: 'gone', marks: true };
    expect(codes(infer(type, gone, known(columns)))).toEqual(['warning unknown-column']);
    expect(codes(infer(type, { ...gone, strategy: 'stratified' }, known(columns)))).toEqual(['error unknown-column']);
    expect(codes(infer(type, {}, known(columns)))).toEqual([]);
  });

  it('only divides rows in a step saved before it could be more, and counts for all behind in a new one', () => {
    const saved = infer(type, { strategy: 'stratified', target: 'plan' }, known(columns));
    expect(rolesOf(saved.outputs.split)).toEqual(['feature', 'feature', 'feature']);
    const besides = infer(type, { strategy: 'stratified', target: 'plan' }, known(withMark));
    expect(codes(besides)).toEqual([]);
    const fresh = infer(type, { ...getContract(type).initial, target: 'churn' }, known(columns));
    expect(rolesOf(fresh.outputs.split)).toEqual(['feature', 'feature', 'target']);
  });
});

describe('a step that works on every feature', () => {
  it('leaves the marked target out, and warns where it was chosen by hand', () => {
    expect(encodeTargets({ columns: [], method: 'one-hot', target: '' }, withMark).map(({ name }) => name)).toEqual([
      'plan',
    ]);
    const filled = imputeTargets(imputeMissing.params.parse({}), { columns: withMark, split: true });
    expect(filled.map(({ column }) => column.name)).toEqual(['age', 'plan']);
    for (const type of ['encode-categories', 'impute-missing']) {
      expect(codes(infer(type, {}, known(withMark)))).toEqual([]);
      expect(codes(infer(type, { columns: ['churn'] }, known(withMark)))).toEqual(['warning target-chosen']);
      expect(codes(infer(type, { columns: ['churn'] }, known(columns)))).toEqual([]);
    }
  });
});

describe('a model with a target of its own', () => {
  it('says that it does not learn from the one that is marked', () => {
    const trees = (target: string) => codes(infer('gradient-boosted-trees', { target }, known(withMark), 'rows'));
    expect(trees('age')).toContain('warning other-target');
    for (const target of ['', 'churn']) expect(trees(target)).not.toContain('warning other-target');
    expect(codes(infer('gradient-boosted-trees', { target: 'age' }, known(columns), 'rows'))).not.toContain(
      'warning other-target',
    );
  });
});

describe('a model without a target', () => {
  const rows = (more: object): PropagatedSchema => ({
    kind: 'partial',
    table: { columns, split: true },
    reason: 'The columns of the categories are known after the step has run.',
    ...more,
  });

  it('is an error also while columns are to come that steps make of features', () => {
    const model = (schema: PropagatedSchema) => codes(infer('gradient-boosted-trees', {}, schema, 'rows'));
    expect(model(rows({}))).toContain('error no-target');
    expect(model(rows({ mayHoldTarget: true }))).not.toContain('error no-target');
    expect(model({ kind: 'needs-run', reason: 'not known' })).toEqual([]);
  });

  it.each([
    ['split-rows', 'split'],
    ['cross-validate', 'split'],
    ['select-columns', 'table'],
  ])('waits for one chosen in %s that is only to come', (type, port) => {
    const marks = type === 'select-columns' ? {} : { marks: true };
    const rest = { kind: 'needs-run', reason: 'not known' } as const;
    const model = (target: string) => {
      const chosen = infer(type, { ...marks, target }, rows({})).outputs[port] ?? rest;
      return codes(infer('gradient-boosted-trees', {}, chosen, 'rows'));
    };
    expect(model('plan=free')).not.toContain('error no-target');
    expect(model('')).toContain('error no-target');
  });

  it('waits for a table that nothing is known of and that may bring the target', () => {
    const unknown: PropagatedSchema = { kind: 'needs-run', reason: 'Known when the query has run.' };
    const join = getContract('join-tables');
    const joined = join.inferSchema(join.params.parse({}), { left: [known(columns)], right: [unknown] });
    expect(joined.outputs.table).toMatchObject({ kind: 'partial', mayHoldTarget: true });
    const onward = infer('encode-categories', {}, joined.outputs.table ?? unknown).outputs.table;
    expect(onward).toMatchObject({ kind: 'partial', mayHoldTarget: true });
    expect(infer('encode-categories', {}, known(columns)).outputs.table).not.toHaveProperty('mayHoldTarget');
  });
});

it('a number cannot be found for a text: said before anything is trained, where it is set', () => {
  const asked = (task: string, target: string) =>
    infer('train-all', { target, task }, known(columns), 'rows')
      .issues.filter(({ code }) => code === 'target-type')
      .map(({ severity, param, message }) => [severity, param, message]);
  expect(asked('regression', 'churn')).toEqual([['error', 'task', expect.stringContaining('Set Predicts to A class')]]);
  expect(asked('auto', 'churn')).toEqual([]);
  expect(asked('classification', 'churn')).toEqual([]);
  expect(asked('regression', 'age')).toEqual([]);
});
