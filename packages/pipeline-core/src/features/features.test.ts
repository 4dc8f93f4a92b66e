import { describe, expect, it } from 'vitest';
import type { Column, TableSchema } from '../schema';
import { getContract, listContracts } from '../steps';
import {
  cutsPlan,
  derivePlan,
  type FeaturePlan,
  type Fitted,
  featureSetId,
  planColumns,
  planToRowFunction,
  planToSql,
  rowWiseOutput,
  signatureOfPlan,
  startPlan,
} from '.';

const columns: Column[] = [
  { name: 'age', type: 'integer', role: 'feature', missing: 0.1 },
  { name: 'city', type: 'text', role: 'feature' },
  { name: 'income', type: 'number', role: 'feature' },
  { name: 'ratio', type: 'number', role: 'feature', float32: true },
  { name: 'churn', type: 'text', role: 'target' },
  { name: '__row', type: 'integer', role: 'ignore' },
];
const table: TableSchema = { columns: columns.slice(0, 5), split: true };

function fitted(type: string, state: Fitted['state']): Fitted {
  return {
    v: 1,
    type,
    version: 1,
    fittedOn: { table: 'f'.repeat(64) as Fitted['fittedOn']['table'], rows: 10 },
    state,
    nodes: [],
  }; // a brand exists in types only
}

/** impute -> encode -> scale -> formula -> filter, as a run would derive it. */
function build(): { plan: FeaturePlan; output: TableSchema } {
  const steps: [string, object, Fitted | null][] = [
    [
      'impute-missing',
      { indicator: true },
      fitted('impute-missing', {
        columns: [
          { name: 'age', value: 40, missing: 3 },
          { name: 'city', value: null, missing: 0 },
        ],
      }),
    ],
    [
      'encode-categories',
      { maxCategories: 2 },
      fitted('encode-categories', {
        columns: [
          {
            name: 'city',
            rows: 9,
            levels: [
              { value: 'Bern', count: 5 },
              { value: 'bern', count: 3 },
              { value: 'Ulm', count: 1 },
            ],
          },
        ],
      }),
    ],
    [
      'scale-numbers',
      { columns: ['age'] },
      fitted('scale-numbers', { columns: [{ name: 'age', center: 40, scale: 10 }] }),
    ],
    ['formula-column', { name: 'log_income', formula: 'ln(income)' }, null],
    ['filter-rows', { condition: 'income > 0' }, null],
  ];
  let plan = startPlan(columns);
  let input = table;
  for (const [type, params, state] of steps) {
    const contract = getContract(type);
    const parsed = contract.params.parse(params);
    const output = rowWiseOutput(contract, parsed as never, contract.toPlan?.(parsed, state, input) ?? [], input); // params are JSON by the conformance test
    plan = derivePlan({ plan, contract, params: parsed as never, fitted: state, input, output, title: type });
    input = output;
  }
  return { plan, output: input };
}

describe('derivePlan', () => {
  const { plan, output } = build();

  it('starts at the dataset without bookkeeping columns and what was only profiled', () => {
    expect(plan.source.map((column) => column.name)).toEqual(['age', 'city', 'income', 'ratio', 'churn']);
    expect(plan.source[0]).toEqual({ name: 'age', type: 'integer', role: 'feature' });
    expect(plan.source[3]).toMatchObject({ float32: true });
  });

  it('tells the columns that come out, with roles and unique names', () => {
    expect(output.columns.map((column) => `${column.name}:${column.type}:${column.role}`)).toEqual([
      'age:number:feature',
      'income:number:feature',
      'ratio:number:feature',
      'churn:text:target',
      'age_missing:integer:feature',
      'city=Bern:integer:feature',
      'city=bern_2:integer:feature',
      'city=(other):integer:feature',
      'log_income:number:feature',
    ]);
    expect(planColumns(plan.source, plan.nodes).map((column) => column.name)).toEqual(
      output.columns.map((column) => column.name),
    );
  });

  it('is left alone by steps that keep columns and cut by other table steps', () => {
    const split = getContract('split-rows');
    expect(derivePlan({ plan, contract: split, params: {}, fitted: null, input: output, output, title: 'Split' })).toBe(
      plan,
    );
    const cutting = { ...split, flags: {} };
    expect(
      derivePlan({ plan, contract: cutting, params: {}, fitted: null, input: output, output, title: 'Join' }),
    ).toMatchObject({ cutBy: 'Join', nodes: [], source: [{ name: 'age' }, {}, {}, {}, {}, {}, {}, {}, {}] });
  });

  it('is cut by joins, groups, windows and queries, and by nothing that has a plan, keeps columns or starts one', () => {
    const cutting = listContracts()
      .filter(cutsPlan)
      .map(({ type }) => type);
    expect(cutting).toEqual(expect.arrayContaining(['union-tables', 'join-tables', 'aggregate', 'window', 'sql']));
    for (const type of [
      'dataset',
      'filter-rows',
      'sort-rows',
      'split-rows',
      'check-quality',
      'evaluate',
      'profile-table',
    ])
      expect(cutting).not.toContain(type);
  });

  it('has an id that depends on nodes and constants alone', () => {
    expect(featureSetId(plan)).toMatch(/^[0-9a-f]{64}$/);
    expect(featureSetId({ ...plan, source: [] } as FeaturePlan)).toBe(featureSetId(plan));
    expect(featureSetId({ ...plan, nodes: plan.nodes.slice(1) })).not.toBe(featureSetId(plan));
  });
});

describe('signatureOfPlan', () => {
  const { plan } = build();

  it('walks back to the source columns, in their order', () => {
    expect(signatureOfPlan(plan, ['log_income', 'city=(other)', 'age'], 'churn').map((column) => column.name)).toEqual([
      'age',
      'city',
      'income',
    ]);
    expect(signatureOfPlan(plan, ['age_missing'], 'churn').map((column) => column.name)).toEqual(['age']);
    expect(signatureOfPlan(plan, ['ratio'], 'churn').map((column) => column.name)).toEqual(['ratio']);
  });

  it('never asks for the target, and names a feature that comes from nowhere', () => {
    expect(() => signatureOfPlan(plan, ['churn'], 'churn')).toThrow(/computed from the target `churn`/);
    expect(() => signatureOfPlan(plan, ['nothing'], 'churn')).toThrow(/column `nothing`/);
  });

  it('knows the target and the features under the names they had before', () => {
    const rename = getContract('rename-columns');
    const params = {
      names: [
        { from: 'churn', to: 'age' },
        { from: 'age', to: 'years' },
      ],
    };
    const leak = { expression: 'leak', ast: { v: 1 as const, root: { k: 'col' as const, name: 'churn' } } };
    const nodes = rename.toPlan?.(rename.params.parse(params), null, table) ?? [];
    const swapped = { ...startPlan(table.columns), nodes: [leak, ...nodes] };
    expect(signatureOfPlan(swapped, ['years'], 'age').map((column) => column.name)).toEqual(['age']);
    expect(() => signatureOfPlan(swapped, ['leak'], 'age')).toThrow(/computed from the target `churn`/);
  });
});

describe('planToRowFunction', () => {
  const { plan } = build();
  const features = ['age', 'age_missing', 'city=Bern', 'city=bern_2', 'city=(other)', 'log_income', 'ratio'];
  const { source, types, run, runRequest } = planToRowFunction(plan, features, 'churn');

  it('reads a request and ignores filters', () => {
    expect(source.map((column) => column.name)).toEqual(['age', 'city', 'income', 'ratio']);
    expect(types).toEqual(['number', 'integer', 'integer', 'integer', 'integer', 'number', 'number']);
    expect(runRequest({ age: 50, city: 'Bern', income: 1, ratio: 0.1 })).toEqual([1, 0, 1, 0, 0, 0, Math.fround(0.1)]);
    expect(runRequest({ age: null, city: 'Rom', income: -1 })).toEqual([0, 1, 0, 0, 1, Number.NaN, Number.NaN]);
    expect(runRequest({ city: 'bern', age: 30, income: 1 }).slice(0, 5)).toEqual([-1, 0, 0, 1, 0]);
    expect(run([40, 'Ulm', 1, 2])).toEqual([0, 0, 0, 0, 1, 0, 2]);
  });

  it('names a field of the wrong type', () => {
    expect(() => runRequest({ age: 'old' })).toThrow(/Request › age: got "old", expected a whole number/);
  });

  it('does not take fields from the prototype of the request', () => {
    expect(
      planToRowFunction({ ...startPlan([{ name: 'constructor', type: 'text', role: 'feature' }]) }, [
        'constructor',
      ]).runRequest({}),
    ).toEqual([null]);
  });
});

describe('planToSql', () => {
  const { plan } = build();
  const stored = plan.source.map((column) => ({
    ...column,
    sqlType: { integer: 'INTEGER', text: 'VARCHAR', number: 'DOUBLE' }[column.type as 'text'],
  }));

  it('hands on untouched columns as they are stored and says the types of the others', () => {
    const made = planToSql({ from: 't', columns: stored, nodes: plan.nodes, carry: ['__row'] });
    expect(made.columns.map((column) => `${column.name} ${column.sqlType}`)).toEqual([
      'age DOUBLE',
      'income DOUBLE',
      'ratio DOUBLE',
      'churn VARCHAR',
      'age_missing BIGINT',
      'city=Bern BIGINT',
      'city=bern_2 BIGINT',
      'city=(other) BIGINT',
      'log_income DOUBLE',
    ]);
    expect(made.sql).toMatch(/^SELECT "__row", "age", "income"/);
    expect(made.kernels).toContain('mr_ln');
    expect(made.sql).toContain('WHERE');
    expect(planToSql({ from: 't', columns: stored, nodes: plan.nodes, filters: 'ignore' }).sql).not.toContain('WHERE');
  });
});
