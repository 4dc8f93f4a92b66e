import { describe, expect, it } from 'vitest';
import type { Column, PropagatedSchema } from '../schema';
import { getContract, type QualityRule, qualityReportSchema, ruleGap, ruleText } from '.';
import { qualityRuleSchema } from './prepare/quality-rules';

const orders: Column[] = [
  { name: 'id', type: 'integer', role: 'id' },
  { name: 'day', type: 'date', role: 'time' },
  { name: 'amount', type: 'number', role: 'feature', missing: 0.1 },
  { name: 'city', type: 'text', role: 'feature' },
  { name: 'late', type: 'boolean', role: 'target' },
];
const customers: Column[] = [
  { name: 'id', type: 'integer', role: 'id' },
  { name: 'City', type: 'text', role: 'feature' },
  { name: 'late', type: 'boolean', role: 'target' },
];
const known = (columns: Column[], split = false): PropagatedSchema => ({ kind: 'known', table: { columns, split } });
const later: PropagatedSchema = { kind: 'needs-run', reason: 'It has not run.' };

function infer(type: string, params: object, inputs: Record<string, PropagatedSchema[]>) {
  const contract = getContract(type);
  const { outputs, issues } = contract.inferSchema(contract.params.parse(params), inputs);
  const table = Object.values(outputs)[0];
  const columns = table?.kind === 'known' || table?.kind === 'partial' ? table.table.columns : [];
  return {
    kind: table?.kind,
    columns: columns.map(({ name, type: found, role }) => `${name}:${found}:${role}`),
    codes: issues.map(({ code, severity }) => `${severity} ${code}`),
    text: issues.map(({ message }) => message).join('\n'),
  };
}

describe('sort-rows', () => {
  it('says what it cannot order by', () => {
    const list: Column = { name: 'tags', type: 'list', role: 'feature' };
    const table = [known([...orders, list])];
    expect(infer('sort-rows', { keys: [{ column: 'tags' }, { column: 'dai' }] }, { table }).codes).toEqual([
      'error unknown-column',
      'error column-type',
    ]);
    expect(infer('sort-rows', { keys: [{ column: 'day' }, { column: 'day' }] }, { table }).codes).toEqual([
      'warning column-twice',
    ]);
    expect(infer('sort-rows', {}, { table }).codes).toEqual(['warning nothing-to-do']);
  });
});

describe('union-tables', () => {
  it('matches names without regard to case and names types that do not go together', () => {
    const other: Column[] = [
      { name: 'AMOUNT', type: 'integer', role: 'feature' },
      { name: 'city', type: 'integer', role: 'feature' },
    ];
    const found = infer('union-tables', { columns: 'common' }, { tables: [known(orders), known(other)] });
    expect(found.columns).toEqual(['amount:number:feature', 'city:text:feature']);
    expect(found.codes).toEqual(['error type-conflict']);
    expect(found.text).toContain('`city` is text in table 1, integer in table 2');
  });

  it('has one target, which is the target of all tables, and says so', () => {
    const column = (name: string, role: Column['role']): Column => ({ name, type: 'number', role });
    const apart = infer(
      'union-tables',
      {},
      { tables: [known([column('y', 'target')]), known([column('z', 'target')])] },
    );
    expect(apart.columns).toEqual(['y:number:target', 'z:number:ignore']);
    expect(apart.codes).toContain('warning several-targets');
    const lost = infer(
      'union-tables',
      {},
      { tables: [known([column('y', 'feature')]), known([column('Y', 'target')])] },
    );
    expect(lost.columns).toEqual(['y:number:target']);
    expect(lost.codes).toEqual(['warning target-differs']);
  });

  it('is only partly known while a table is, and says that a split ends', () => {
    const found = infer('union-tables', {}, { tables: [known(orders, true), later] });
    expect(found.kind).toBe('partial');
    expect(found.codes).toContain('warning split-lost');
  });

  it('says so too where the columns of the split table are not known yet', () => {
    const { outputs } = getContract('split-rows').inferSchema(getContract('split-rows').params.parse({}), {
      table: [later],
    });
    const marked = outputs.split === undefined ? [] : [outputs.split];
    expect(infer('union-tables', {}, { tables: [...marked, later] }).codes).toEqual(['warning split-lost']);
    expect(infer('aggregate', { by: ['day'] }, { table: marked }).codes).toEqual(['warning split-lost']);
    const { outputs: united } = getContract('union-tables').inferSchema(getContract('union-tables').params.parse({}), {
      tables: marked,
    });
    const behind = united.table === undefined ? [] : [united.table];
    expect(infer('union-tables', {}, { tables: [...behind, later] }).codes).toEqual([]);
  });
});

describe('a column of single precision', () => {
  it.each([
    ['handle-outliers', { action: 'clip' }],
    ['handle-outliers', { action: 'missing' }],
    ['scale-numbers', {}],
    ['impute-missing', {}],
  ])('is of full precision behind %s, as it is after a run', (type, params) => {
    const columns: Column[] = [{ name: 'x', type: 'number', role: 'feature', float32: true, missing: 0.1 }];
    const contract = getContract(type);
    const { outputs } = contract.inferSchema(contract.params.parse(params), { table: [known(columns)] });
    const table = outputs.table?.kind === 'known' ? outputs.table.table : null;
    expect(table?.columns).toHaveLength(1);
    expect(table?.columns[0]).not.toHaveProperty('float32');
  });
});

describe('join-tables', () => {
  const both = { left: [known(orders, true)], right: [known(customers)] };

  it('takes the ids as keys, gives clashing names an ending and ignores a second target', () => {
    const found = infer('join-tables', {}, both);
    expect(found.columns.slice(5)).toEqual(['City_right:text:feature', 'late_right:boolean:ignore']);
    expect(found.codes).toEqual([]);
  });

  it('adds no column where it only chooses rows', () => {
    expect(infer('join-tables', { how: 'anti' }, both).columns).toHaveLength(5);
    expect(infer('join-tables', { how: 'semi' }, { left: both.left, right: [later] }).kind).toBe('known');
    expect(infer('join-tables', { how: 'left' }, { left: both.left, right: [later] }).kind).toBe('partial');
  });

  it.each([
    ['keys that are never equal', { keys: [{ left: 'day', right: 'id' }] }, 'error key-types'],
    ['a key that is not there', { keys: [{ left: 'id', right: 'ids' }] }, 'error unknown-column'],
    ['a full join of split rows', { how: 'full' }, 'error full-join-of-split'],
    ['an as-of join without times', { how: 'asof' }, 'error no-time'],
    ['texts as times', { how: 'asof', leftTime: 'city', rightTime: 'City' }, 'error column-type'],
    ['a time against a number', { how: 'asof', leftTime: 'day', rightTime: 'id' }, 'error key-types'],
    ['no keys at all', { keys: [{}] }, 'error no-keys'],
  ])('refuses %s', (_what, params, code) => {
    expect(infer('join-tables', params, both).codes).toContain(code);
  });
});

describe('aggregate', () => {
  it('keeps a target that one measure is made of, and none that several are', () => {
    const measure = (what: string, column: string) => ({ what, column });
    const one = { by: ['city'], measures: [measure('last', 'late'), measure('sum', 'id')] };
    expect(infer('aggregate', one, { table: [known(orders)] }).columns).toEqual([
      'city:text:feature',
      'last_late:boolean:target',
      'sum_id:integer:feature',
    ]);
    const two = { measures: [measure('last', 'late'), measure('share-true', 'late')] };
    expect(infer('aggregate', two, { table: [known(orders)] }).columns).toEqual([
      'last_late:boolean:ignore',
      'share_true_late:number:ignore',
    ]);
  });

  it('has no second target beside one that groups', () => {
    const grouped = { by: ['late'], measures: [{ what: 'share-true', column: 'late' }] };
    expect(infer('aggregate', grouped, { table: [known(orders)] }).columns).toEqual([
      'late:boolean:target',
      'share_true_late:number:ignore',
    ]);
  });

  it('says that a split ends and that a text has no mean', () => {
    const found = infer(
      'aggregate',
      { measures: [{ what: 'mean', column: 'city' }] },
      { table: [known(orders, true)] },
    );
    expect(found.codes).toEqual(['error column-type', 'warning split-lost']);
  });
});

describe('window', () => {
  const window = (measure: object, order: object[] = [{ column: 'day' }]) =>
    infer('window', { order, measures: [measure] }, { table: [known(orders)] });

  it('names its columns after what they are', () => {
    expect(window({ what: 'mean', column: 'amount', over: 'time', size: 7 }).columns.at(-1)).toBe(
      'amount_mean_7_days:number:feature',
    );
    expect(window({ what: 'lag', column: 'city' }).columns.at(-1)).toBe('city_lag_1:text:feature');
  });

  it.each([
    ['an order of the target', { what: 'rank' }, [{ column: 'late' }], 'error target-in-feature'],
    ['the target with the row itself', { what: 'count', column: 'late' }, undefined, 'error target-in-feature'],
    [
      'a span of time over a number',
      { what: 'sum', column: 'amount', over: 'time' },
      [{ column: 'amount' }],
      'error no-time',
    ],
    ['a rank without an order', { what: 'rank' }, [], 'error no-order'],
  ])('tells of %s', (_what, measure, order, code) => {
    expect(window(measure, order).codes).toContain(code);
  });

  it('lets the target be looked back on without the row itself', () => {
    expect(window({ what: 'count', column: 'late', current: false }).codes).toEqual([]);
  });
});

describe('sql', () => {
  it('knows its columns only after a run, and wants a query', () => {
    expect(infer('sql', {}, { a: [known(orders)] })).toMatchObject({ kind: 'needs-run', codes: [] });
    expect(infer('sql', { query: ' ' }, { a: [known(orders)] }).codes).toEqual(['error no-query']);
  });
});

describe('check-quality', () => {
  const rule = (facts: object): QualityRule => qualityRuleSchema.parse(facts);

  it.each([
    [{ check: 'range', column: 'amount', low: 0 }, '`amount` is at least 0'],
    [{ check: 'unique', columns: ['id', 'day'] }, '`id` and `day` together have no value twice'],
    [{ check: 'exists', column: 'id', other: 'key' }, '`id` is found in `key` of the other table'],
  ])('says %j in words', (facts, text) => {
    expect(ruleText(rule(facts))).toBe(text);
    expect(ruleGap(rule(facts), true)).toBeNull();
  });

  it.each([
    [{ check: 'not-null' }, /no column/],
    [{ check: 'range', column: 'amount' }, /no bound/],
    [{ check: 'range', column: 'amount', low: 2, high: 1 }, /never true/],
    [{ check: 'in-set', column: 'city' }, /allows nothing/],
    [{ check: 'pattern', column: 'city' }, /no pattern/],
    [{ check: 'exists', column: 'id', other: 'key' }, /needs the other table/],
  ])('says what %j lacks', (facts, text) => {
    expect(ruleGap(rule(facts), false)).toMatch(text);
  });

  it('hands the table on as it is, and refuses a rule about another type', () => {
    const found = infer(
      'check-quality',
      { rules: [{ check: 'range', column: 'city', low: 1 }] },
      { table: [known(orders)] },
    );
    expect(found.columns).toHaveLength(5);
    expect(found.codes).toEqual(['error column-type']);
    expect(qualityReportSchema.safeParse({ v: 1, rows: 1, broken: 0, rules: [] }).success).toBe(true);
  });
});
