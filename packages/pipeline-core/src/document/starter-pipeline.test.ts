import { describe, expect, it } from 'vitest';
import { graphOf, topologicalOrder } from '../graph';
import { columnProfileSchema, type TableProfile } from '../profile';
import { validatePipeline } from '../validate';
import { pipelineDocumentSchema } from './pipeline-document';
import { starterPipeline } from './starter-pipeline';

const rows = 1000;
type Facts = { name: string; type: string } & Record<string, unknown>;

function profile(...columns: Facts[]): TableProfile {
  const parsed = columns.map((column) =>
    columnProfileSchema.parse({ rows, missing: 0, distinct: 300, distinctIsExact: true, ...column }),
  );
  return { v: 1, rows, columns: parsed, warnings: [] };
}

const yesNo = {
  name: 'churn',
  type: 'text',
  distinct: 2,
  top: [
    { value: 'no', count: 735 },
    { value: 'yes', count: 265 },
  ],
};
const age = { name: 'age', type: 'integer', distinct: 60 };
const city = { name: 'city', type: 'text', distinct: 12 };

function starter(target: string, ...columns: Facts[]) {
  return starterPipeline({ profile: profile(...columns), datasetId: 'd1', datasetName: 'Telco Churn', target });
}

describe('starterPipeline', () => {
  it('splits rows that lie in the order of a date in that order, and says so', () => {
    const day = { name: 'day', type: 'date', rowOrder: 'rising' };
    const strategy = (...columns: Facts[]) =>
      starter('churn', age, ...columns, yesNo).document.steps.split?.params.strategy;
    expect(strategy(day)).toBe('sequential');
    expect(starter('churn', age, day, yesNo).notes).toContain(
      'The rows lie in the order of `day`: the early ones train, the late ones test.',
    );
    // An id may only count the rows, and latest first is no order to split in.
    expect(strategy({ ...day, rowOrder: 'falling' })).toBe('stratified');
    expect(strategy({ name: 'nr', type: 'integer', rowOrder: 'rising', looksLikeId: true })).toBe('stratified');
  });

  it('draws a pipeline that is valid, in order, each step right of what feeds it', () => {
    const { document, task } = starter('churn', age, city, yesNo);
    expect(task).toBe('binary');
    expect(pipelineDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
    const table = {
      columns: [
        { name: 'age', type: 'integer', role: 'feature' },
        { name: 'city', type: 'text', role: 'feature' },
        { name: 'churn', type: 'text', role: 'feature' },
      ] as const,
      split: false,
    };
    const data = { columns: [...table.columns], split: false };
    const { issues } = validatePipeline({ document, references: { dataset: { data } } });
    expect(issues).toEqual([]);
    expect(topologicalOrder(graphOf(document))).toHaveLength(Object.keys(document.steps).length);
    for (const edge of Object.values(document.edges)) {
      const from = document.steps[edge.from.step]!.position;
      const to = document.steps[edge.to.step]!.position;
      expect(to.x).toBeGreaterThan(from.x);
    }
    const places = Object.values(document.steps).map((step) => `${step.position.x},${step.position.y}`);
    expect(new Set(places).size).toBe(places.length);
    const note = Object.values(document.notes)[0]!;
    expect(note.position.y + note.size.height).toBeLessThan(document.steps.dataset!.position.y);
  });

  it('chooses linear model and split by the task', () => {
    expect(starter('churn', age, yesNo).document.steps.linear?.type).toBe('logistic-regression');
    expect(starter('churn', age, yesNo).document.steps.split?.params.strategy).toBe('stratified');
    const houses = starter('value', age, { name: 'value', type: 'number', distinct: 900 });
    expect(houses.task).toBe('regression');
    expect(houses.document.steps.linear?.type).toBe('linear-regression');
    expect(houses.document.steps.split?.params.strategy).toBe('random');
    expect(starter('quality', age, { name: 'quality', type: 'integer', distinct: 7 }).task).toBe('multiclass');
    expect(starter('count', age, { name: 'count', type: 'integer', distinct: 500 }).task).toBe('regression');
  });

  it('says that test rows choose where a table is too small for validation rows', () => {
    const small = starter('churn', age, yesNo);
    expect(small.document.steps.split?.params).toMatchObject({ validation: 0 });
    expect(small.document.steps.compare?.params).toEqual({ part: 'test' });
    expect(small.notes).toContainEqual(expect.stringContaining('the test rows choose the best candidate, too'));
    const many = profile(age, yesNo);
    const columns = many.columns.map((column) => ({ ...column, rows: 20_000 }));
    const large = starterPipeline({
      profile: { ...many, rows: 20_000, columns },
      datasetId: 'd1',
      datasetName: 'Churn',
      target: 'churn',
    });
    expect(large.document.steps.split?.params).toMatchObject({ validation: 0.1 });
    expect(large.document.steps.compare?.params).toEqual({ part: 'validation' });
    expect(large.notes.join(' ')).not.toContain('test rows choose');
  });

  it('leaves out ids, constants, empty columns, leaks and what it cannot read, each with a reason', () => {
    const { document, excluded } = starter(
      'churn',
      age,
      yesNo,
      { name: 'customerID', type: 'text', distinct: rows, looksLikeId: true },
      { name: 'country', type: 'text', distinct: 1, constant: true },
      { name: 'column14', type: 'text', distinct: 0, missing: rows, constant: true },
      { name: 'cancelled_on', type: 'integer', distinct: 40, targetScore: 0.995 },
      { name: 'joined', type: 'date' },
      { name: 'comment', type: 'text', distinct: 950 },
    );
    expect(Object.fromEntries(excluded.map((item) => [item.column, item.code]))).toEqual({
      customerID: 'id-like',
      country: 'constant',
      column14: 'empty',
      cancelled_on: 'leakage-suspect',
      joined: 'type',
      comment: 'free-text',
    });
    const reasons = new Map(excluded.map(({ column, reason }) => [column, reason]));
    expect(reasons.get('joined')).toBe('it is a date; these models read numbers and texts');
    expect(document.steps.select?.params).toMatchObject({ ids: ['customerID'], target: 'churn' });
    expect(document.steps.select?.params.columns).toEqual(['country', 'column14', 'cancelled_on', 'joined', 'comment']);
  });

  it('reads numbers out of text with blanks', () => {
    const { document, excluded } = starter('churn', yesNo, {
      name: 'TotalCharges',
      type: 'text',
      distinct: 900,
      numericTexts: 1,
      blankTexts: 11,
    });
    expect(excluded).toEqual([]);
    expect(document.steps.cast?.params).toEqual({ types: { TotalCharges: 'number' } });
  });

  it('leaves codes the texts they are, with the zeros before them', () => {
    const digitTexts = { share: 1, leadingZeros: 0.1, length: 5, sameLength: 1 };
    const zip = { name: 'zip', type: 'text', distinct: 90, numericTexts: 1, digitTexts };
    const { document, excluded } = starter('churn', yesNo, age, zip);
    expect(excluded).toEqual([]);
    expect(document.steps.cast?.params).toEqual({ types: {} });
    const seconds = { ...digitTexts, leadingZeros: 0, length: 10, times: 1 };
    const seen = { name: 'seen', type: 'text', distinct: 900, numericTexts: 1, digitTexts: seconds };
    expect(starter('churn', yesNo, age, seen).document.steps.cast?.params).toEqual({ types: { seen: 'number' } });
  });

  it('keeps rows whose target is known, blanks in texts included', () => {
    expect(starter('churn', age, yesNo).document.steps.filter?.params.condition).toBe('churn is not null');
    const blanks = starter('left us?', age, { ...yesNo, name: 'left us?', blankTexts: 3, missing: 2 });
    expect(blanks.document.steps.filter?.params.condition).toBe("`left us?` is not null and trim(`left us?`) <> ''");
    expect(blanks.notes).toContain('5 rows have no target and are left out.');
  });

  it('trains only a baseline when no column is left', () => {
    const { document } = starter('churn', yesNo, { name: 'id', type: 'integer', distinct: rows, looksLikeId: true });
    expect(Object.keys(document.steps)).toContain('baseline');
    expect(Object.keys(document.steps)).not.toContain('trees');
  });

  it.each([
    ['an unknown name', 'chrun', [age, yesNo], /Did you mean `churn`/],
    [
      'one class',
      'churn',
      [age, { ...yesNo, distinct: 1, constant: true, top: [{ value: 'no', count: rows }] }],
      /same value in every row \("no"\)/,
    ],
    ['blanks only', 'churn', [age, { ...yesNo, missing: 400, blankTexts: 600 }], /no value in any of 1000 rows/],
    ['a date', 'day', [age, { name: 'day', type: 'date' }], /a date column/],
    ['free text', 'note', [age, { name: 'note', type: 'text', distinct: 990 }], /990 different values/],
  ])('refuses a target with %s, naming it', (_what, target, columns, message) => {
    expect(() => starter(target, ...columns)).toThrow(message);
    expect(() => starter(target, ...columns)).toThrow(`Target \`${target}\``);
  });
});
