import { describe, expect, it } from 'vitest';
import type { StoredModel } from '../model-runtime';
import type { PythonAnswer } from './ask-python';
import { encodePython, type PythonFacts } from './python-facts';
import { loadPython } from './scorer';

function stored(answers: PythonFacts['answers'], classes?: string[]): StoredModel {
  const environment = { name: 'ml', python: '3.11.0', versions: {} };
  return {
    format: 'python',
    task: classes === undefined ? 'regression' : 'multiclass',
    features: [{ name: 'x', kind: 'number' }],
    ...(classes === undefined ? {} : { classes }),
    json: encodePython({ v: 1, code: '', reads: 'rows', answers, environment, seconds: 1 }),
    weights: new Uint8Array(),
  };
}

function ask(model: StoredModel, answer: (rows: number) => PythonAnswer, rows: number) {
  const sizes: number[] = [];
  const scorer = loadPython(model, {
    python: () => async (columns, count) => {
      const [column] = columns;
      sizes.push(column?.kind === 'number' ? column.values.length : -1);
      return answer(count);
    },
  });
  const columns = [{ name: 'x', kind: 'number' as const, values: new Float64Array(rows) }];
  return { scores: Promise.resolve(scorer.scoreBlock(columns, rows)), sizes };
}

const numbers = (width: number, ...values: number[]): PythonAnswer => ({
  kind: 'numbers',
  width,
  values: Float64Array.from(values),
});
const shares = { kind: 'shares' as const, columns: [2, 0, 1] };
const classes = ['a', 'b', 'c'];

describe('what a Python model answers', () => {
  it('is asked for block by block', async () => {
    const asked = ask(stored({ kind: 'number' }), (rows) => numbers(1, ...new Array<number>(rows).fill(rows)), 10_000);
    const scores = await asked.scores;
    expect(asked.sizes).toEqual([8192, 1808]);
    expect([scores[0], scores[9_999]]).toEqual([8192, 1808]);
  });

  it('comes in our order of classes, and a row of NaN has none', async () => {
    const answer = numbers(3, 0.1, 0.2, 0.7, Number.NaN, Number.NaN, Number.NaN);
    const { scores } = ask(stored(shares, classes), () => answer, 2);
    expect([...(await scores)]).toEqual([0.7, 0.1, 0.2, Number.NaN, Number.NaN, Number.NaN]);
    const labels = ask(stored({ kind: 'labels' }, classes), () => ({ kind: 'labels', labels: ['c', 'a'] }), 2);
    expect([...(await labels.scores)]).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it('is refused when it is something else', async () => {
    const seen = async (model: StoredModel, answer: PythonAnswer) =>
      ask(model, () => answer, 1).scores.then(
        () => 'taken',
        (error: { report: { seen: string } }) => error.report.seen,
      );
    const ofClasses = stored(shares, classes);
    expect(await seen(ofClasses, numbers(3, 0.5, 0.5, 0.5))).toBe('probabilities that sum to 1.5');
    expect(await seen(ofClasses, numbers(3, 0.5, 0.5, Number.NaN))).toBe('the probability NaN');
    expect(await seen(ofClasses, numbers(3, Infinity, -Infinity, 1))).toMatch(/^the probability -?Infinity$/);
    expect(await seen(ofClasses, numbers(3, -1, 1, 1))).toBe('the probability -1');
    expect(await seen(ofClasses, numbers(2, 0.5, 0.5))).toBe('2 numbers a row for 3 classes');
    expect(await seen(ofClasses, numbers(3, 0.5))).toBe('no number for each row');
    expect(await seen(ofClasses, { kind: 'labels', labels: ['a'] })).toBe('no number for each row');
    expect(await seen(stored({ kind: 'number' }), numbers(2, 1, 2))).toBe('2 numbers a row');
    const byName = stored({ kind: 'labels' }, classes);
    expect(await seen(byName, { kind: 'labels', labels: ['z'] })).toContain('the class “z”');
    expect(await seen(byName, numbers(1, 1))).toBe('no class for each row');
  });

  it('cannot be had where no Python is started, nor of parts that do not fit', async () => {
    const scorer = loadPython(stored(shares, classes));
    const columns = [{ name: 'x', kind: 'number' as const, values: new Float64Array(1) }];
    await expect(scorer.scoreBlock(columns, 1)).rejects.toMatchObject({ report: { code: 'python-missing' } });
    expect(() => loadPython(stored({ kind: 'shares', columns: [0] }, classes))).toThrow(/1 columns/);
    expect(() => loadPython({ ...stored(shares, classes), json: {} })).toThrow(/facts of a Python model/);
  });
});
