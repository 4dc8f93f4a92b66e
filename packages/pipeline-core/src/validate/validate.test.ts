import { describe, expect, it } from 'vitest';
import { pipelineDocumentSchema } from '../document/pipeline-document';
import type { StepId } from '../ids';
import type { TableSchema } from '../schema';
import { checkConnection, inferSchemas, outputType, validatePipeline } from '.';

const id = (text: string) => text as StepId; // a brand exists in types only

/** `a.table>b.table` edges; steps as [type, params]. */
function draw(steps: Record<string, [string, object?, object?]>, ...edges: string[]) {
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(
      Object.entries(steps).map(([key, [type, params = {}, more = {}]], at) => [
        key,
        { id: key, type, version: 1, params, position: { x: at * 100, y: 0 }, ...more },
      ]),
    ),
    edges: Object.fromEntries(
      edges.map((edge, at) => {
        const [from = '', to = ''] = edge.split('>');
        const end = (text: string) => ({ step: text.split('.')[0], port: text.split('.')[1] });
        return [`e${at}`, { id: `e${at}`, from: end(from), to: end(to) }];
      }),
    ),
  });
}

const people: TableSchema = {
  columns: [
    { name: 'age', type: 'integer', role: 'feature', missing: 0.2 },
    { name: 'city', type: 'text', role: 'feature' },
    { name: 'churn', type: 'text', role: 'feature' },
  ],
  split: false,
};
const references = { data: { data: people } };
const dataset: [string, object] = ['dataset', { dataset: 'd' }];
const codes = (document: ReturnType<typeof draw>) =>
  validatePipeline({ document, references }).issues.map((issue) => `${issue.step ?? ''} ${issue.code}`);

describe('inferSchemas', () => {
  it('propagates columns, roles and the split along the edges', () => {
    const document = draw(
      {
        data: dataset,
        select: ['select-columns', { columns: ['city'], target: 'churn' }],
        split: ['split-rows'],
        encode: ['encode-categories', { columns: ['churn'] }],
      },
      'data.table>select.table',
      'select.table>split.table',
      'split.split>encode.table',
    );
    const schemas = inferSchemas({ document, references });
    expect(schemas.get(id('split'))?.outputs.split).toEqual({
      kind: 'known',
      table: { columns: [people.columns[0], { name: 'churn', type: 'text', role: 'target' }], split: true },
    });
    expect(schemas.get(id('encode'))?.outputs.table).toMatchObject({ kind: 'partial' });
  });

  it('takes over what did not change and infers the rest anew', () => {
    const first = draw(
      { data: dataset, a: ['filter-rows'], b: ['filter-rows'] },
      'data.table>a.table',
      'a.table>b.table',
    );
    const before = inferSchemas({ document: first, references });
    const moved = { ...first, steps: { ...first.steps, a: { ...first.steps.a!, position: { x: 9, y: 9 } } } };
    const after = inferSchemas({ document: moved, references, previous: before });
    expect(after.get(id('b'))).toBe(before.get(id('b')));
    const changed = {
      ...first,
      steps: { ...first.steps, a: { ...first.steps.a!, params: { condition: 'nothing > 1' } } },
    };
    const again = inferSchemas({ document: changed, references, previous: before });
    expect(again.get(id('data'))).toBe(before.get(id('data')));
    expect(again.get(id('a'))?.issues[0]?.code).toBe('formula-unknown-column');
  });

  it('answers for the part of a drawing that is not on a cycle', () => {
    const document = draw(
      { data: dataset, a: ['filter-rows'], b: ['filter-rows'], c: ['filter-rows'] },
      'data.table>a.table',
      'b.table>c.table',
      'c.table>b.table',
    );
    expect([...inferSchemas({ document, references }).keys()]).toEqual(['data', 'a']);
  });

  it('passes through a disabled step', () => {
    const document = draw(
      {
        data: dataset,
        off: ['formula-column', { name: 'x', formula: '1' }, { disabled: true }],
        last: ['filter-rows'],
      },
      'data.table>off.table',
      'off.table>last.table',
    );
    expect(inferSchemas({ document, references }).get(id('last'))?.inputs.table).toEqual([
      { kind: 'known', table: people },
    ]);
  });
});

describe('validatePipeline', () => {
  it('finds nothing wrong with a good drawing', () => {
    const document = draw(
      {
        data: dataset,
        select: ['select-columns', { target: 'churn' }],
        split: ['split-rows'],
        trees: ['gradient-boosted-trees'],
      },
      'data.table>select.table',
      'select.table>split.table',
      'split.split>trees.rows',
    );
    expect(validatePipeline({ document, references }).issues).toEqual([]);
  });

  it('names the steps of a cycle', () => {
    const document = draw(
      { a: ['filter-rows', {}, { title: 'First' }], b: ['filter-rows', {}, { title: 'Second' }] },
      'a.table>b.table',
      'b.table>a.table',
    );
    expect(validatePipeline({ document }).issues[0]).toMatchObject({
      code: 'cycle',
      severity: 'error',
      message: expect.stringContaining('First → Second → First'),
    });
  });

  it('lists every kind of fault at once, errors first', () => {
    const document = draw(
      {
        data: dataset,
        odd: ['filter-row'],
        split: ['split-rows', { train: 1.4 }],
        linear: ['linear-regression'],
        twice: ['deploy'],
        register: ['register-model', { name: 'Bad Name' }],
      },
      'data.table>linear.rows',
      'data.nothing>split.table',
      'data.table>twice.release',
    );
    const issues = validatePipeline({ document, references }).issues;
    expect(issues.map((issue) => `${issue.step} ${issue.code}`).sort()).toEqual(
      [
        'linear no-split',
        'linear no-target',
        'linear text-features',
        'linear missing-values',
        'odd unknown-step-type',
        'register bad-param',
        'register input-empty',
        'register input-empty',
        'split bad-param',
        'split connection',
        'twice connection',
      ].sort(),
    );
    expect(issues.findIndex((issue) => issue.severity === 'warning')).toBeGreaterThan(
      issues.findLastIndex((issue) => issue.severity === 'error'),
    );
    expect(issues.find((issue) => issue.code === 'unknown-step-type')?.message).toContain(
      'Did you mean `filter-rows`?',
    );
    expect(issues.find((issue) => issue.step === 'split' && issue.code === 'bad-param')?.message).toMatch(
      /^Split rows › Train: got 1.4; expected .*<=1\./,
    );
  });

  it('offers the step that would mend it', () => {
    const document = draw(
      { data: dataset, select: ['select-columns', { target: 'churn' }], logistic: ['logistic-regression'] },
      'data.table>select.table',
      'select.table>logistic.rows',
    );
    const fixes = validatePipeline({ document, references }).issues.map((issue) => [issue.code, issue.fix?.addStep]);
    expect(fixes).toEqual([
      ['no-split', 'split-rows'],
      ['text-features', 'encode-categories'],
      ['missing-values', 'impute-missing'],
    ]);
  });

  it('says which rows are meant where several would fit', () => {
    const document = draw({ judge: ['evaluate'], model: ['baseline'] });
    const { issues } = validatePipeline({ document, references: {} });
    const empty = (step: string) => issues.find((issue) => issue.step === step && issue.port === 'rows')?.message;
    expect(empty('judge')).toMatch(/a step that gives a table\. Split rows as they were before .* will do/);
    expect(empty('model')).toMatch(/a step that gives a table\.$/);
  });

  it('asks whether a column was renamed, and only warns while more columns may come', () => {
    const gone = draw(
      { data: dataset, a: ['select-columns', { mode: 'keep', columns: ['Age_'] }] },
      'data.table>a.table',
    );
    expect(validatePipeline({ document: gone, references }).issues[0]).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('renamed to `age`'),
    });
    const partial = draw(
      { data: dataset, one: ['encode-categories'], a: ['select-columns', { mode: 'keep', columns: ['city=Bern'] }] },
      'data.table>one.table',
      'one.table>a.table',
    );
    expect(validatePipeline({ document: partial, references }).issues.map((issue) => issue.severity)).toEqual([
      'warning',
    ]);
  });

  it('sees a fit before the split, and a formula that reads the target', () => {
    const document = draw(
      {
        data: dataset,
        select: ['select-columns', { target: 'churn' }],
        scale: ['scale-numbers'],
        f: ['formula-column', { name: 'x', formula: "churn = 'yes'" }],
        split: ['split-rows'],
      },
      'data.table>select.table',
      'select.table>scale.table',
      'scale.table>f.table',
      'f.table>split.table',
    );
    expect(codes(document)).toEqual(['f target-in-feature', 'scale fit-before-split']);
    const own = draw(
      {
        data: dataset,
        select: ['select-columns', { target: 'churn' }],
        f: ['formula-column', { name: 'churn', formula: 'lower(churn)' }],
      },
      'data.table>select.table',
      'select.table>f.table',
    );
    expect(codes(own)).toEqual([]);
  });

  it('says that a dataset is gone', () => {
    const document = draw({ data: dataset });
    expect(validatePipeline({ document, references: { data: { data: null } } }).issues[0]).toMatchObject({
      code: 'dataset-gone',
      param: 'dataset',
    });
  });
});

describe('checkConnection', () => {
  const document = draw(
    {
      data: dataset,
      split: ['split-rows'],
      filter: ['filter-rows'],
      trees: ['gradient-boosted-trees'],
      compare: ['compare-candidates'],
      other: dataset,
    },
    'data.table>split.table',
    'split.split>filter.table',
    'filter.table>trees.rows',
    'trees.model>compare.models',
  );
  const check = (from: string, to: string) => {
    const end = (text: string) => ({ step: id(text.split('.')[0] ?? ''), port: text.split('.')[1] ?? '' });
    return checkConnection(document, end(from), end(to));
  };

  it('keeps a Split a Split through row-wise steps', () => {
    expect(outputType(document, document.steps.filter!, 'table')).toBe('Split');
    expect(outputType(document, document.steps.other!, 'table')).toBe('Table');
  });

  it('lets one line take the place of another where only one may be, and adds where many may be', () => {
    expect(check('other.table', 'split.table')).toEqual({ ok: true, replaces: ['e0'] });
    expect(check('split.split', 'compare.rows')).toEqual({ ok: true, replaces: [] });
  });

  it.each([
    ['data.table', 'trees.model', /has no input `model`/],
    ['data.nothing', 'trees.rows', /has no output `nothing`/],
    ['trees.metrics', 'split.table', /wants a table; the output gives metrics/],
    ['filter.table', 'split.table', /close a circle/],
    ['filter.table', 'filter.table', /cannot feed itself/],
    ['data.table', 'split.table', /connected already/],
    ['data.table', 'compare.models', /wants a model; the output gives a table/],
  ])('refuses %s to %s with a reason', (from, to, reason) => {
    expect(check(from, to)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});
