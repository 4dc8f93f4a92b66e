import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import type { TableSchema } from '../schema/table-schema';
import { getContract } from '../steps/catalog';
import { changedColumns, shownColumns } from './shown-columns';

const table: TableSchema = {
  columns: [
    { name: 'id', type: 'integer', role: 'id' },
    { name: 'price', type: 'number', role: 'feature' },
    { name: 'name', type: 'text', role: 'feature' },
  ],
  split: false,
};

/** Changes of a step of this type, by the columns that come out of it. */
function changes(type: string, params: JsonObject, columns: string[], inputs: Record<string, TableSchema[]>) {
  const contract = getContract(type);
  const parsed = contract.params.parse(params);
  const nodes = contract.toPlan?.(parsed, null, table) ?? null;
  return Object.fromEntries(changedColumns({ contract, params, inputs, nodes, columns }));
}

describe('changedColumns', () => {
  const one = { table: [table] };

  it('marks the column that a formula makes, or writes anew', () => {
    const formula = (name: string) => ({ name, formula: 'price * 2' });
    expect(changes('formula-column', formula('twice'), ['id', 'price', 'name', 'twice'], one)).toEqual({
      twice: 'new',
    });
    expect(changes('formula-column', formula('price'), ['id', 'price', 'name'], one)).toEqual({ price: 'changed' });
  });

  it('marks what a step works on in place, and nothing where rows are only chosen', () => {
    expect(changes('clean-text', { columns: ['name'] }, ['id', 'price', 'name'], one)).toEqual({ name: 'changed' });
    expect(changes('filter-rows', { condition: 'price > 2' }, ['id', 'price', 'name'], one)).toEqual({});
    expect(changes('sort-rows', { keys: [{ column: 'price' }] }, ['id', 'price', 'name'], one)).toEqual({});
    expect(changes('select-columns', { columns: ['name'] }, ['name'], one)).toEqual({});
  });

  it('marks a measure under the name of a column as changed, the groups not', () => {
    const params = { by: ['name'], measures: [{ what: 'mean', column: 'price', as: 'price' }] };
    expect(changes('aggregate', params, ['name', 'price'], one)).toEqual({ price: 'changed' });
  });

  it('marks nothing of a step that reads no table: everything would be new', () => {
    expect(changes('sample-data', {}, ['id', 'price'], {})).toEqual({});
  });
});

describe('shownColumns', () => {
  const columns = ['a', 'b', 'c', ...Array.from({ length: 100 }, (_, at) => `made ${at}`)];
  const made = new Map(columns.slice(3).map((name) => [name, 'new'] as const));

  it('are all columns where there are not too many', () => {
    expect(shownColumns(columns, made, 103)).toEqual(columns);
  });

  it('are those made and changed, with some of the others to tell rows by', () => {
    const shown = shownColumns(columns, made, 60);
    expect(shown).toHaveLength(60);
    expect(shown.slice(0, 4)).toEqual(['a', 'b', 'c', 'made 0']);
  });

  it('shows a column made behind many others, in its place', () => {
    const many = [...Array.from({ length: 100 }, (_, at) => `c${at}`), 'made'];
    const shown = shownColumns(many, new Map([['made', 'new']]), 6);
    expect(shown).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'made']);
  });

  it('never shows more than asked for, down to one', () => {
    for (const most of [1, 2, 3, 7, 102]) expect(shownColumns(columns, made, most)).toHaveLength(most);
    expect(shownColumns(columns, made, 1)).toEqual(['made 0']);
  });
});
