import { describe, expect, it } from 'vitest';
import type { Column } from '../../schema/table-schema';
import { readBatchChoice } from './batch-choice';
import { batchWords, leftOutWords } from './batch-words';
import { dataset } from './dataset';
import { groupBatches } from './stack-batches';

const id: Column = { name: 'id', type: 'integer', role: 'id' };
const table = (rows: number, ...columns: Column[]) => ({ rows, split: false, columns });
const price = (type: Column['type'], missing = 0): Column => ({ name: 'price', type, role: 'feature', missing });

/** What the step says of batches that it reads as one table. */
function inferred(params: object, batches: readonly { number: number; table: ReturnType<typeof table> }[]) {
  const groups = groupBatches(batches);
  const settings = dataset.params.parse({ dataset: 'd', batch: 'all', ...params });
  const { outputs, issues } = dataset.inferSchema(settings, {}, { references: { data: { several: groups } } });
  const out = outputs.table?.kind === 'known' ? outputs.table.table : null;
  return {
    rows: out?.rows,
    columns: out?.columns.map(({ name, type, role }) => `${name}:${type}:${role}`),
    missing: out?.columns.map(({ missing }) => missing),
    issues: issues.map(({ severity, message }) => `${severity}: ${message}`),
  };
}

describe('batches read as one table', () => {
  it('are matched by name, whole and decimal numbers go together', () => {
    const found = inferred({ batchColumn: 'price' }, [
      { number: 1, table: table(3, { ...id, missing: 0 }, price('integer', 1 / 3)) },
      { number: 2, table: table(1, { ...price('number', 1), name: 'PRICE' }, { ...id, missing: 0 }) },
    ]);
    expect(found.columns).toEqual(['id:integer:id', 'price:number:feature', 'price_2:integer:id']);
    expect(found.rows).toBe(4);
    expect(found.missing).toEqual([0, 0.5, undefined]);
    expect(found.issues).toEqual([]);
  });

  it('say in which of them a column is not there, or is of another type', () => {
    const batches = [
      { number: 1, table: table(1, id, price('number')) },
      { number: 2, table: table(1, id, price('number')) },
      { number: 4, table: table(1, id, price('text')) },
      { number: 5, table: table(1, price('number')) },
    ];
    expect(inferred({}, batches).issues).toEqual([
      'error: `price` is number in batches 1, 2 and 5, text in batch 4. Read what differs as text, or read fewer batches.',
      'warning: Batch 5 has no `id`; the cells are missing there.',
    ]);
    const read = inferred({ differing: 'text' }, batches);
    expect(read.columns).toEqual(['id:integer:id', 'price:text:feature']);
    expect(read.issues).toHaveLength(1);
  });

  it('tell of a replay whose rows may be lost', () => {
    const several = groupBatches([{ number: 1, table: table(3, id) }]);
    const settings = dataset.params.parse({ dataset: 'd', batch: 'all' });
    const words = leftOutWords({ number: 4, why: 'is a replay, and batch 3, which may hold its rows, is not read' });
    const { issues } = dataset.inferSchema(settings, {}, { references: { data: { several, warnings: [words] } } });
    const message = 'Batch 4 is left out: it is a replay, and batch 3, which may hold its rows, is not read.';
    expect(issues).toEqual([{ code: 'replay-left-out', severity: 'warning', message, param: 'batch' }]);
  });

  it('take their roles from the batch with most rows', () => {
    const small: Column = { ...price('integer'), role: 'id' };
    const found = inferred({}, [
      { number: 1, table: table(2, small) },
      { number: 2, table: table(500, price('integer')) },
    ]);
    expect(found.columns).toEqual(['price:integer:feature']);
  });

  it('are asked for where there is none, and a time where none is set', () => {
    expect(inferred({}, []).issues).toEqual(['error: This dataset has no batch yet. Land its first one.']);
    const many = dataset.inferSchema(
      dataset.params.parse({ dataset: 'd', batch: 'all' }),
      {},
      { references: { data: { several: [], tooMany: true } } },
    );
    expect(many.issues.map(({ code }) => code)).toEqual(['too-many-batches']);
    const since = { batch: 'since', since: '2026-11-01T00:00:00Z' };
    expect(inferred(since, []).issues[0]).toContain('No batch of this dataset has landed since then');
    expect(inferred({ batch: 'since' }, []).issues).toEqual(['error: Choose the time since which batches are read.']);
  });
});

describe('the choice of batches', () => {
  const read = (params: object) => dataset.references?.(dataset.params.parse({ dataset: 'd', ...params }));

  it('is one text, whole or nothing', () => {
    expect(read({ batch: 'since', since: '2026-11-01T00:00:00.000Z' })).toEqual([
      { name: 'data', kind: 'batch', dataset: 'd', batch: 'since:2026-11-01T00:00:00.000Z' },
    ]);
    expect(read({ batch: 'since', since: 'yesterday' })).toEqual([]);
    expect(readBatchChoice('since:2026-11-01T00:00:00.000Z')).toEqual({
      kind: 'since',
      time: '2026-11-01T00:00:00.000Z',
    });
    expect(readBatchChoice('since:yesterday')).toBeNull();
    expect(readBatchChoice('all')).toEqual({ kind: 'all' });
    expect(readBatchChoice('7')).toEqual({ kind: 'one', id: '7' });
  });

  it('is said in words', () => {
    expect(batchWords([3])).toBe('batch 3');
    expect(batchWords([4, 3, 1, 2, 7])).toBe('batches 1 to 4 and 7');
    expect(batchWords([1, 3, 5, 7, 9, 11, 12])).toBe('batches 1, 3, 5, 7, 9 and 2 more');
  });
});
