import { describe, expect, it } from 'vitest';
import { columnId, filterName, listLookSchema, parseColumn, parseListFilter, parseSort } from './index';

describe('a way of looking at the list', () => {
  it('names columns and orders as an address does', () => {
    for (const id of ['started', 'metrics.val.loss', 'params.depth', 'tags.a b']) {
      const column = parseColumn(id);
      expect(column === null ? null : columnId(column)).toBe(id);
    }
    expect(parseColumn('nothing')).toBeNull();
    expect(parseColumn('metrics.')).toBeNull();
    expect(parseSort('-metrics.auc')).toEqual({ side: 'metric', key: 'auc', descending: true });
    expect(parseSort('params.depth')).toMatchObject({ key: 'depth', descending: false });
    expect(parseSort('-gone')).toEqual({ side: 'attribute', key: 'started', descending: true });
  });

  it('writes a key so that the filter reads it back', () => {
    const columns = [
      { side: 'metric', key: 'auc' },
      { side: 'metric', key: 'val loss (mean)' },
      { side: 'param', key: 'model' },
      { side: 'param', key: 'a:b.c' },
      { side: 'tag', key: 'and' },
      { side: 'attribute', key: 'duration' },
    ] as const;
    for (const column of columns) {
      const read = parseListFilter(`${filterName(column)} = 1`);
      const clause = read.ok ? read.value[0] : null;
      expect(clause?.key, filterName(column)).toBe(column.key);
      expect([column.side, null], filterName(column)).toContain(clause?.side);
    }
  });

  it('fills in what is not said', () => {
    expect(listLookSchema.parse({})).toEqual({
      filter: '',
      sort: '-started',
      columns: null,
      all: false,
      apart: false,
      rules: {},
    });
  });
});
