import type { HeldOutRow, SliceFacts } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import type { HeldOut } from '../../data/read-held-out';
import { fakeRelease } from '../../testing/fake-release';
import { compareSlices } from './compare-slices';
import type { Replayed } from './replay-rows';

const time = { end: Number.POSITIVE_INFINITY, now: () => 0, signal: new AbortController().signal };

/** Rows of several classes in turn, all of them answered rightly by the batch. */
function heldOut(classes: string[], labels = classes): HeldOut {
  const rows = Array.from({ length: 300 }, (_, row): HeldOutRow => {
    const label = labels[row % labels.length] ?? '';
    return { row, input: { age: 20 + (row % 40), city: 'Oslo' }, output: classes.map(() => 0), label };
  });
  const facts = { rows: 300, of: 300, part: 'test' as const, testSet: 'c'.repeat(64) };
  return { facts, rows, classes, positive: classes.length === 2 ? (classes[1] ?? null) : null };
}

/** A release that knows these classes and gives most to the one that `says` names. */
function said({ rows }: HeldOut, classes: string[], says: (label: string) => string): Replayed[] {
  return rows.map(({ label }): Replayed => {
    const prediction = says(String(label));
    const probabilities = Object.fromEntries(classes.map((name) => [name, name === prediction ? 0.9 : 0.01]));
    return { prediction, probabilities, output: Object.values(probabilities), micros: { features: 1, model: 1 } };
  });
}

function compare(held: HeldOut, answers: { release: Replayed[]; champion: Replayed[] }): Promise<SliceFacts> {
  const task = held.positive === null ? ('multiclass' as const) : ('binary' as const);
  const champion = { name: 'churn v1', task };
  return compareSlices({ held, release: { ...fakeRelease(2), task }, champion, answers, unseen: true, ...time });
}

const right = (label: string) => label;
const abc = ['a', 'b', 'c'];

describe('releases of several classes', () => {
  it('are compared where what answers today lacks a class, wherever it stands, which it then never answers', async () => {
    for (const classes of [
      ['a', 'b', 'c', 'd'],
      ['d', 'a', 'b', 'c'],
    ]) {
      const held = heldOut(classes);
      const champion = said(held, abc, (label) => (label === 'd' ? 'a' : label));
      const better = await compare(held, { release: said(held, classes, right), champion });
      expect(better).toMatchObject({ kind: 'compared', metric: 'accuracy', rows: 300, worse: [] });
      const worse = await compare(held, { release: said(held, classes, () => 'd'), champion });
      expect(worse).toMatchObject({ worse: [{ terms: [], before: 0.75, after: 0.25 }] });
    }
  });

  it('count a class against what answers today that only it knows', async () => {
    const held = heldOut(abc);
    const champion = said(held, ['old', ...abc], (label) => (label === 'a' ? 'old' : label));
    const release = said(held, abc, () => 'b');
    const found = await compare(held, { release, champion });
    expect(found).toMatchObject({ worse: [{ terms: [], before: 2 / 3, after: 1 / 3 }] });
  });

  it('go by the names of their classes, whatever their order', async () => {
    const held = heldOut(abc);
    const champion = said(held, ['c', 'a', 'b'], right);
    const found = await compare(held, { release: said(held, abc, () => 'b'), champion });
    expect(found).toMatchObject({ worse: [{ terms: [], before: 1, after: 1 / 3 }] });
  });

  it('cannot be compared where they share fewer than two, and of two classes where one is another', async () => {
    const held = heldOut(abc);
    const champion = said(held, ['x', 'y', 'a'], () => 'x');
    expect(await compare(held, { release: said(held, abc, right), champion })).toEqual({
      kind: 'incomparable',
      why: 'churn v1 answers other classes: x, y, a instead of a, b, c',
    });
    const two = heldOut(['no', 'yes']);
    const other = said(two, ['no', 'perhaps'], () => 'no');
    expect(await compare(two, { release: said(two, ['no', 'yes'], right), champion: other })).toMatchObject({
      why: 'churn v1 answers other classes: no, perhaps instead of no, yes',
    });
  });
});
