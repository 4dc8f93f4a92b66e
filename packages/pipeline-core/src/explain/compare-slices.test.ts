import { describe, expect, it } from 'vitest';
import { runThrough } from '../metrics/bootstrap';
import type { PredictionSet } from '../metrics/prediction-set';
import { createRandom } from '../seeded-random';
import { type ExplainedColumn, type SliceComparison, sliceComparer, sliceGroups, worseSlices } from './index';

type Person = { sex: string; age: number; yes: number };

/** Two models that see the truth through noise of their own; the later one sees nothing of those whom `blind` names. */
function twoModels(seed: number, rows: number, blind: (person: Person) => boolean) {
  const random = createRandom(seed);
  const people = Array.from({ length: rows }, (): Person => {
    return { sex: random.next() < 0.5 ? 'f' : 'm', age: 18 + random.int(60), yes: Number(random.next() < 0.4) };
  });
  const see = (person: Person, blinded: boolean) => {
    const score = 1 / (1 + Math.exp(-((blinded ? 0 : 2 * person.yes - 1) + random.normal())));
    return [1 - score, score];
  };
  const actual = Int32Array.from(people, ({ yes }) => yes);
  const set = (predicted: number[]): PredictionSet => ({
    ...{ task: 'binary', actual, predicted: Float64Array.from(predicted), classes: ['no', 'yes'] },
  });
  const columns: ExplainedColumn[] = [
    { name: 'sex', kind: 'category', values: people.map(({ sex }) => sex) },
    { name: 'age', kind: 'number', values: Float64Array.from(people, ({ age }) => age) },
  ];
  return {
    columns,
    before: set(people.flatMap((person) => see(person, false))),
    after: set(people.flatMap((person) => see(person, blind(person)))),
  };
}

function judge(o: ReturnType<typeof twoModels>, rows: number) {
  const groups = [...sliceGroups(o.columns, { rows, minRows: 100 })];
  const compare = sliceComparer({ ...o, metric: 'auc', seed: 1 });
  const compared = groups.flatMap((group): SliceComparison[] => {
    const slice = runThrough(compare(group));
    return slice === null ? [] : [slice];
  });
  return { groups, compared, worse: worseSlices(compared) };
}

describe('groups of rows', () => {
  it('are all rows, then those of each column, then those of each pair, with enough rows', () => {
    const { groups } = judge(
      twoModels(1, 3000, () => false),
      3000,
    );
    expect(groups[0]).toMatchObject({ terms: [], places: { length: 3000 } });
    expect(groups.map(({ terms }) => terms.map(({ column }) => column).join('+'))).toEqual([
      ...['', 'sex', 'sex', 'age', 'age', 'age', 'age', 'age'],
      ...Array.from({ length: 10 }, () => 'sex+age'),
    ]);
    const wide = sliceGroups(twoModels(1, 3000, () => false).columns, { rows: 3000, minRows: 1000 });
    expect([...wide]).toHaveLength(3);
  });
});

describe('two models on groups of the same rows', () => {
  it('names the group on which the later one is worse, with both figures and the interval', () => {
    const { worse, compared } = judge(
      twoModels(3, 4000, ({ sex, age }) => sex === 'f' && age < 30),
      4000,
    );
    expect(compared).toHaveLength(18);
    const [all, first] = worse;
    expect(all?.terms).toEqual([]); // a tenth of all rows is much worse: so are all of them
    expect(first?.terms).toMatchObject([
      { column: 'sex', kind: 'is', value: 'f' },
      { column: 'age', kind: 'range', from: null },
    ]);
    expect(first?.before).toBeGreaterThan(0.85);
    expect(first?.after).toBeLessThan(0.6);
    const [low = 0, high = 0] = first?.interval ?? [];
    const gap = (first?.after ?? 0) - (first?.before ?? 0);
    expect(low).toBeLessThan(gap);
    expect(high).toBeGreaterThan(gap);
    expect(high).toBeLessThan(0);
    expect(worse.some(({ terms }) => terms.some((term) => term.kind === 'is' && term.value === 'm'))).toBe(false);
  });

  it('names none of many groups in at least 95 % of 100 draws of equally good models', () => {
    let named = 0;
    for (let seed = 100; seed < 200; seed++)
      named += Number(
        judge(
          twoModels(seed, 1200, () => false),
          1200,
        ).worse.length > 0,
      );
    expect(named).toBeLessThanOrEqual(5);
  });

  it('says nothing where a class is hardly there', () => {
    const { before, after } = twoModels(1, 300, () => true);
    if (before.task !== 'binary') throw new Error('not a binary set');
    const places = [...before.actual.keys()].filter((row) => before.actual[row] === 0);
    const group = { terms: [], places: [...places.slice(0, 150), [...before.actual].indexOf(1)] };
    expect(runThrough(sliceComparer({ before, after, metric: 'auc', seed: 1 })(group))).toBeNull();
  });

  it('can be left after every resample, however many rows and classes there are', () => {
    const { before, after } = twoModels(1, 300, () => true);
    const group = { terms: [], places: Array.from({ length: 300 }, (_, row) => row) };
    const steps = sliceComparer({ before, after, metric: 'auc', seed: 1 })(group);
    let pauses = 0;
    while (steps.next().done !== true) pauses += 1;
    expect(pauses).toBe(400);
  });
});
