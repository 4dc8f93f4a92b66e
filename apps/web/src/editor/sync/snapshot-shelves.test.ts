import { describe, expect, it } from 'vitest';
import type { Snapshot } from './snapshot';
import { lastUnsaved, surplus } from './snapshot-shelves';

type Place = Pick<Snapshot, 'sitting' | 'at' | 'state'>;
const place = (at: number, sitting: string, state: Place['state']): Place => ({ at, sitting, state });

/** Edits that arrived: each is kept twice, before and after its save. */
const savedEdits = (count: number, from: number) =>
  Array.from({ length: count }, (_, edit) => [
    place(from + 2 * edit, 'later', 'unsaved'),
    place(from + 2 * edit + 1, 'later', 'saved'),
  ]).flat();

describe('what is forgotten', () => {
  it('is what was saved long ago, never the unsaved edits of another sitting', () => {
    const lost = place(1, 'lost', 'unsaved');
    const all = [place(0, 'lost', 'unsaved'), lost, ...savedEdits(30, 10)];
    const gone = surplus(all);
    const left = all.filter((one) => !gone.includes(one));
    expect(left.map(({ at }) => at)).toEqual([1, ...Array.from({ length: 20 }, (_, index) => 50 + index)]);
    expect(lastUnsaved(left)).toEqual([lost]);
  });

  it('is the oldest of many sittings with unsaved edits, so that there is an end to them', () => {
    const all = Array.from({ length: 22 }, (_, at) => place(at, `sitting ${at}`, 'unsaved'));
    expect(surplus(all).map(({ at }) => at)).toEqual([1, 0]);
  });

  it('is nothing while there are few', () => {
    expect(surplus([place(0, 'lost', 'unsaved'), ...savedEdits(10, 1)])).toEqual([]);
  });

  it('never brings back what a sitting has saved or the person has left', () => {
    const answered = [
      place(1, 'a', 'unsaved'),
      place(2, 'a', 'saved'),
      place(3, 'b', 'unsaved'),
      place(4, 'b', 'left'),
    ];
    expect(lastUnsaved(answered)).toEqual([]);
    const gone = surplus([...answered, ...savedEdits(9, 10)]);
    expect(gone.map(({ at }) => at)).toEqual([2, 1]);
  });
});
