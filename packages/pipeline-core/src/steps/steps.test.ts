import { describe, expect, it } from 'vitest';
import { checkExpression } from '../expression';
import type { Column, PropagatedSchema } from '../schema';
import { columnSchema } from '../schema/table-schema';
import {
  formulaColumns,
  generateSample,
  getContract,
  imputeTargets,
  modelFeatures,
  nearestName,
  sampleNames,
  samples,
  uniqueName,
} from '.';
import { col, expression } from './ast';
import { castTargets, conversion } from './prepare/convert';
import { imputeMissing } from './prepare/impute-missing';

const columns: Column[] = [
  { name: 'id', type: 'text', role: 'id' },
  { name: 'age', type: 'integer', role: 'feature', missing: 0.1 },
  { name: 'income', type: 'number', role: 'feature' },
  { name: 'member', type: 'boolean', role: 'feature' },
  { name: 'city', type: 'text', role: 'feature' },
  { name: 'since', type: 'date', role: 'feature' },
  { name: 'price', type: 'number', role: 'target' },
];
const known: PropagatedSchema = { kind: 'known', table: { columns, rows: 100, split: true } };

function infer(type: string, params: object, port = 'table', schema = known) {
  const contract = getContract(type);
  return contract.inferSchema(contract.params.parse(params), { [port]: [schema] });
}

const names = (inferred: ReturnType<typeof infer>) =>
  inferred.outputs.table?.kind === 'known' ? inferred.outputs.table.table.columns.map((column) => column.name) : null;

describe('select-columns', () => {
  it('keeps a target and ids that are not named, and gives roles', () => {
    expect(names(infer('select-columns', { mode: 'keep', columns: ['age'], target: 'city', ids: ['id'] }))).toEqual([
      'id',
      'age',
      'city',
    ]);
    expect(names(infer('select-columns', { mode: 'drop', columns: ['age', 'since'] }))).toEqual([
      'id',
      'income',
      'member',
      'city',
      'price',
    ]);
    const roles = infer('select-columns', { target: 'city', ignore: ['since'] }).outputs.table;
    expect(roles?.kind === 'known' && roles.table.columns.map((column) => column.role)).toEqual([
      'id',
      'feature',
      'feature',
      'feature',
      'target',
      'ignore',
      'feature',
    ]);
  });

  it('says what it does, also where it only marks columns', () => {
    const contract = getContract('select-columns');
    const said = (params: object) => contract.describe(contract.params.parse(params));
    expect(said({})).toBe('All columns');
    expect(said({ columns: ['age', 'city'], target: 'price' })).toBe('Drop 2, target price');
    expect(said({ target: 'price' })).toBe('All columns, target price');
    expect(said({ ids: ['nr'] })).toBe('nr as an id');
    expect(said({ ids: ['nr', 'row'], ignore: ['note'] })).toBe('2 ids, note left aside');
  });

  it('warns about a dropped column that is not there, and does not run without a kept one', () => {
    expect(infer('select-columns', { columns: ['agee'] }).issues).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('`age`') },
    ]);
    const contract = getContract('select-columns');
    const plan = (params: object) => contract.toPlan?.(contract.params.parse(params), null, { columns, split: false });
    expect(plan({ columns: ['gone'] })).toEqual([{ select: columns.map((column) => column.name) }]);
    expect(() => plan({ mode: 'keep', columns: ['gone'] })).toThrow(/column `gone`/);
  });
});

describe('cast-types', () => {
  it('makes expressions of the promised type for every pair that has a meaning', () => {
    let pairs = 0;
    for (const from of castTargets) {
      for (const to of castTargets) {
        const convert = conversion(from, to);
        if (convert === null) continue;
        pairs += 1;
        const ast = expression(convert(col('x'), { date: '%Y-%m-%d', timestamp: '%Y-%m-%d %H:%M:%S' }));
        expect([from, to, checkExpression(ast, [{ name: 'x', type: from }])]).toEqual([
          from,
          to,
          { ok: true, type: to },
        ]);
      }
    }
    expect(pairs).toBe(22);
  });

  it('refuses a pair without a meaning', () => {
    expect(infer('cast-types', { types: { member: 'date' } }).issues).toMatchObject([
      { code: 'no-conversion', severity: 'error' },
    ]);
    expect(infer('cast-types', { types: { age: 'text' } }).issues).toEqual([]);
  });
});

describe('impute-missing', () => {
  it('leaves target, ids and dates alone', () => {
    const params = imputeMissing.params.parse({});
    expect(
      imputeTargets(params, { columns, split: true }).map((target) => [target.column.name, target.strategy]),
    ).toEqual([
      ['age', 'median'],
      ['income', 'median'],
      ['member', 'mode'],
      ['city', 'constant'],
    ]);
    expect(
      imputeTargets({ ...params, texts: 'keep', numbers: 'keep' }, { columns, split: true }).map(
        (target) => target.column.name,
      ),
    ).toEqual(['member']);
  });

  it('knows that nothing is missing behind it, and that a median makes a number of an integer', () => {
    const out = infer('impute-missing', {}).outputs.table;
    expect(out?.kind === 'known' && out.table.columns[1]).toEqual({
      name: 'age',
      type: 'number',
      role: 'feature',
      missing: 0,
    });
    expect(infer('impute-missing', { indicator: true }).outputs.table?.kind).toBe('partial');
    expect(infer('impute-missing', { columns: ['since'] }).issues).toMatchObject([{ code: 'column-type' }]);
  });
});

describe('encode-categories', () => {
  it('says that one-hot columns are known after running, and keeps the others', () => {
    const out = infer('encode-categories', {}).outputs.table;
    expect(out).toMatchObject({ kind: 'partial', reason: expect.stringContaining('after') });
    expect(out?.kind === 'partial' && out.table.columns.map((column) => column.name)).not.toContain('city');
    const ordinal = infer('encode-categories', { method: 'ordinal' }).outputs.table;
    expect(ordinal?.kind === 'known' && ordinal.table.columns[4]).toMatchObject({ name: 'city', type: 'integer' });
  });

  it('makes maps and one-hot columns out of what was learned', () => {
    const contract = getContract('encode-categories');
    const state = {
      columns: [
        {
          name: 'city',
          rows: 4,
          levels: [
            { value: 'Bern', count: 3 },
            { value: 'Ulm', count: 1 },
          ],
        },
      ],
    };
    const fitted = {
      v: 1 as const,
      type: 'x',
      version: 1,
      fittedOn: { table: '' as never, rows: 4 },
      state,
      nodes: [],
    };
    const plan = (params: object) => contract.toPlan?.(contract.params.parse(params), fitted, { columns, split: true });
    expect(plan({ method: 'frequency' })).toMatchObject([
      {
        expression: 'city',
        ast: {
          root: {
            fn: 'lookup',
            args: [
              {},
              {
                items: [
                  ['Bern', { v: 0.75 }],
                  ['Ulm', { v: 0.25 }],
                ],
              },
              { v: 0 },
            ],
          },
        },
      },
    ]);
    expect(plan({ maxCategories: 1 })).toMatchObject([
      { expression: 'city=Bern' },
      { expression: 'city=(other)' },
      { select: ['id', 'age', 'income', 'member', 'since', 'price', 'city=Bern', 'city=(other)'] },
    ]);
    expect(plan({ other: false })).toMatchObject([{ expression: 'city=Bern' }, { expression: 'city=Ulm' }, {}]);
  });
});

describe('scale-numbers', () => {
  it('never divides by zero', () => {
    const contract = getContract('scale-numbers');
    const fitted = {
      v: 1 as const,
      type: 'x',
      version: 1,
      fittedOn: { table: '' as never, rows: 4 },
      state: { columns: [{ name: 'age', center: 3, scale: 0 }] },
      nodes: [],
    };
    expect(contract.toPlan?.(contract.params.parse({}), fitted, { columns, split: true })).toMatchObject([
      { ast: { root: { fn: 'div', args: [{}, { v: 1 }] } } },
    ]);
  });
});

describe('formulas', () => {
  it('adds a column of the type of the formula, or replaces one in place', () => {
    const added = infer('formula-column', { name: 'double', formula: 'age * 2' }).outputs.table;
    expect(added?.kind === 'known' && added.table.columns.at(-1)).toEqual({
      name: 'double',
      type: 'integer',
      role: 'feature',
    });
    const replaced = infer('formula-column', { name: 'price', formula: 'ln(price)' }).outputs.table;
    expect(replaced?.kind === 'known' && replaced.table.columns.at(-1)).toEqual({
      name: 'price',
      type: 'number',
      role: 'target',
    });
  });

  it('names what is wrong, and wants a condition to be true or false', () => {
    expect(infer('formula-column', { formula: 'agee + 1' }).issues).toMatchObject([
      { code: 'formula-unknown-column', param: 'formula' },
    ]);
    expect(infer('formula-column', {}).issues).toMatchObject([{ code: 'no-formula' }]);
    expect(infer('formula-column', { name: '__row', formula: '1' }).issues).toMatchObject([{ code: 'reserved-name' }]);
    expect(infer('filter-rows', { condition: 'age + 1' }).issues).toMatchObject([{ code: 'formula-type' }]);
    expect(infer('filter-rows', { condition: 'age > ' }).issues).toMatchObject([
      { severity: 'error', param: 'condition' },
    ]);
  });

  it('drops exactly the matching rows when told so', () => {
    const contract = getContract('filter-rows');
    const plan = contract.toPlan?.(contract.params.parse({ condition: 'age > 3', keep: 'others' }), null, {
      columns,
      split: false,
    });
    expect(plan).toMatchObject([{ filter: { root: { fn: 'not', args: [{ fn: 'coalesce' }] } } }]);
    const node = plan?.[0];
    if (node === undefined || !('filter' in node)) throw new Error('expected a filter');
    expect(checkExpression(node.filter, formulaColumns(columns))).toEqual({
      ok: true,
      type: 'boolean',
    });
  });
});

describe('trainers', () => {
  it('warn about what they cannot read, and offer the step that would mend it', () => {
    const issues = infer('linear-regression', {}, 'rows').issues;
    expect(issues.map((issue) => [issue.code, issue.fix?.addStep])).toEqual([
      ['text-features', 'encode-categories'],
      ['missing-values', 'impute-missing'],
      ['features-left-out', 'parse-dates'],
    ]);
    expect(infer('gradient-boosted-trees', {}, 'rows').issues.map((issue) => issue.code)).toEqual([
      'features-left-out',
    ]);
    expect(infer('baseline', {}, 'rows').issues).toEqual([]);
  });

  it('warn of a target that says which row it is, in the split as well', () => {
    const table = (column: object, rows = 7043): PropagatedSchema => {
      const target = columnSchema.parse({ name: 'key', type: 'text', ...column });
      return { kind: 'known', table: { columns: [...columns, target], rows, split: true } };
    };
    const codes = (type: string, params: object, schema: PropagatedSchema) =>
      infer(type, { target: 'key', ...params }, type === 'split-rows' ? 'table' : 'rows', schema).issues.map(
        ({ code }) => code,
      );
    const trees = 'gradient-boosted-trees';
    expect(codes(trees, {}, table({ distinct: 7043 }))).toContain('target-like-id');
    expect(codes('split-rows', { strategy: 'stratified', marks: true }, table({ distinct: 7043 }))).toEqual([
      'target-like-id',
      'target-marked-before',
      'split-twice',
    ]);
    expect(codes(trees, {}, table({ role: 'id' }))).toContain('target-like-id');
    expect(codes(trees, {}, table({ type: 'integer', distinct: 7043 }))).toContain('target-like-id');
    expect(codes(trees, {}, table({ distinct: 3 }))).not.toContain('target-like-id');
    expect(codes(trees, {}, table({ type: 'number', distinct: 7043 }))).not.toContain('target-like-id');
    expect(codes(trees, {}, table({ type: 'integer', distinct: 12 }, 12))).not.toContain('target-like-id');
    expect(codes(trees, {}, table({}))).not.toContain('target-like-id');
  });

  it('mind the type of the target', () => {
    expect(infer('linear-regression', { target: 'city' }, 'rows').issues[0]).toMatchObject({
      code: 'target-type',
      severity: 'error',
    });
    expect(infer('logistic-regression', {}, 'rows').issues[0]).toMatchObject({
      code: 'target-type',
      severity: 'warning',
    });
    expect(infer('gradient-boosted-trees', { target: 'since' }, 'rows').issues[0]).toMatchObject({
      code: 'target-type',
      severity: 'error',
    });
  });

  it('learn from features only', () => {
    const features = modelFeatures({ columns, split: true }, { target: 'price', categories: true });
    expect([...features.numbers, ...features.categories].map((column) => column.name)).toEqual([
      'age',
      'income',
      'member',
      'city',
    ]);
    expect(features.leftOut.map((item) => item.column.name)).toEqual(['since']);
    expect(
      modelFeatures({ columns, split: true }, { target: 'age', categories: false }).numbers.map(
        (column) => column.name,
      ),
    ).toEqual(['income', 'member']);
  });
});

describe('samples', () => {
  it.each(sampleNames)('%s makes rows of the promised types, the same for the same seed', (name) => {
    const { columns: promised, rows } = generateSample(name, 3000, 7);
    for (const column of promised) columnSchema.parse(column);
    expect(generateSample(name, 10, 7).rows).toEqual(rows.slice(0, 10));
    expect(generateSample(name, 10, 8).rows).not.toEqual(rows.slice(0, 10));
    promised.forEach((column, at) => {
      const cells = rows.map((row) => row[at]);
      const present = cells.filter((cell) => cell !== null);
      const type = { text: 'string', integer: 'number', number: 'number', boolean: 'boolean', vector: 'object' }[
        column.type as 'text'
      ];
      expect(new Set(present.map((cell) => typeof cell)), column.name).toEqual(new Set([type]));
      if (column.type === 'integer')
        expect(
          present.every((cell) => Number.isInteger(cell)),
          column.name,
        ).toBe(true);
      expect(
        Math.abs((cells.length - present.length) / cells.length - (column.missing ?? 0)),
        column.name,
      ).toBeLessThan(0.02);
    });
    expect(promised.find((column) => column.role === 'target')?.name).toBe(samples[name].target);
  });

  it('have classes that are neither rare nor all there is', () => {
    const { rows } = generateSample('churn', 5000, 7);
    const left = rows.filter((row) => row.at(-1) === 'yes').length / rows.length;
    expect(left).toBeGreaterThan(0.15);
    expect(left).toBeLessThan(0.45);
    expect(new Set(generateSample('flower-species', 300, 7).rows.map((row) => row.at(-1))).size).toBe(3);
    for (const name of ['business-documents', 'document-pages'] as const)
      expect(new Set(generateSample(name, 300, 7).rows.map((row) => row.at(-1))).size).toBe(7);
  });

  it('have pages of one size in shades of grey, and no two documents alike', () => {
    const pages = generateSample('document-pages', 200, 7).rows.map((row) => row[1]);
    for (const page of pages) {
      if (!Array.isArray(page)) throw new Error('a page is no list');
      expect(page).toHaveLength(24 * 32);
      expect(page.every((shade: number) => shade >= 0 && shade <= 1)).toBe(true);
    }
    const texts = generateSample('business-documents', 500, 7).rows.map((row) => row[1]);
    expect(new Set(texts).size).toBe(500);
  });
});

describe('names', () => {
  it('finds the nearest one only when it is near', () => {
    expect(nearestName('TotalCharge', ['tenure', 'TotalCharges', 'Churn'])).toBe('TotalCharges');
    expect(nearestName('xyz', ['tenure', 'TotalCharges'])).toBeNull();
  });

  it('makes names unique without regard to case', () => {
    const taken = new Set(['a']);
    expect([uniqueName('A', taken), uniqueName('a', taken), uniqueName('b', taken)]).toEqual(['A_2', 'a_3', 'b']);
  });
});
