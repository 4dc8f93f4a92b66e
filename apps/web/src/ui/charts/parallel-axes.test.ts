import { describe, expect, it } from 'vitest';
import { axisOf, brushedRows, brushWords, type ParallelRow, placeOn, stepBrush } from './parallel-axes';

const rows: ParallelRow[] = [
  { id: 'a', label: 'a', values: { depth: '4', kind: 'net', auc: 0.7 } },
  { id: 'b', label: 'b', values: { depth: '10', kind: 'forest', auc: 0.9 } },
  { id: 'c', label: 'c', values: { depth: '6', kind: 'tree', auc: null } },
];
const axes = ['depth', 'kind', 'auc'].map((id) => axisOf(id, id, rows));
const [depth, kind, auc] = axes as [(typeof axes)[0], (typeof axes)[0], (typeof axes)[0]]; // three ids above

describe('axes side by side', () => {
  it('are numbers where all values write one, else words', () => {
    expect(depth).toMatchObject({ kind: 'number', ends: [4, 10] });
    expect(kind).toMatchObject({ kind: 'word', words: ['forest', 'net', 'tree'] });
    expect(axisOf('depth', 'depth', [...rows, { id: 'd', label: 'd', values: { depth: 'auto' } }]).kind).toBe('word');
    expect(axisOf('none', 'none', rows).words).toEqual([]);
  });

  it('have a place for each value, and none for a gap', () => {
    expect(placeOn(depth, '7')).toBe(0.5);
    expect(placeOn(kind, 'forest')).toBe(1);
    expect(placeOn(kind, 'tree')).toBe(0);
    expect(placeOn(auc, null)).toBeNull();
    const one = axisOf('x', 'x', [{ id: 'a', label: 'a', values: { x: 3 } }]);
    expect(placeOn(one, 3)).toBe(0.5);
  });

  it('keep the rows inside of all chosen stretches', () => {
    const ids = (brushes: Parameters<typeof brushedRows>[2]) => brushedRows(rows, axes, brushes).map(({ id }) => id);
    expect(ids({})).toEqual(['a', 'b', 'c']);
    expect(ids({ depth: [0.2, 1] })).toEqual(['b', 'c']);
    expect(ids({ depth: [0.2, 1], auc: [0, 1] })).toEqual(['b']);
    expect(brushWords(depth, [0, 0.5])).toBe('4 to 7');
    expect(brushWords(kind, [0.4, 1])).toBe('forest, net');
  });

  it('can be narrowed by keys alone', () => {
    expect(stepBrush(undefined, { up: true, widen: false })).toEqual([0.5, 1]);
    expect(stepBrush([0.5, 1], { up: true, widen: false })).toEqual([0.5, 1]);
    expect(stepBrush([0.5, 1], { up: false, widen: false })).toEqual([0.4, 0.9]);
    expect(stepBrush([0, 0.5], { up: true, widen: true })).toEqual([0, 0.6]);
    expect(stepBrush([0.5, 0.5], { up: false, widen: true })).toEqual([0.5, 0.5]);
  });
});
