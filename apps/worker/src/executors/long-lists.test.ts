import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { QualityRule } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import type { DuckSession } from '../data/duckdb';
import { plainTable } from '../data/plain-table';
import { datasetMeta } from '../data/table-meta';
import { writeTable } from '../data/table-store';
import { openTable } from '../data/table-view';
import { readTableWindow, windowRequestSchema } from '../data/table-window';
import { scratchFolder, scratchSession } from '../data/testing/scratch';
import { checkRule } from './prepare/check-rule';

const folder = scratchFolder('long-lists');
const session = scratchSession(folder);
const rows = 200_000;
const columns: StoredColumn[] = [
  { name: 'word', type: 'text', sqlType: 'VARCHAR', role: 'feature' },
  { name: 'n', type: 'integer', sqlType: 'BIGINT', role: 'feature' },
];

async function made() {
  const path = join(folder, 'table.parquet');
  const query = `SELECT i AS __row, 'w' || (i % 300) AS word, hash(i) % 1000 AS n FROM range(${rows}) t(i)`;
  const written = await writeTable(session, { query, path, columns });
  return { path, meta: datasetMeta({ rows, columns: written.columns }) };
}

/** A session that notes what it is asked. */
function noting(asked: string[]): DuckSession {
  return {
    ...session,
    query: (sql) => {
      asked.push(sql);
      return session.query(sql);
    },
    numbers: (sql) => {
      asked.push(sql);
      return session.numbers(sql);
    },
  };
}

/** How the engine looks for one of many: once in a table of them for each row, or by comparing it with one after the other. */
async function waysOf(statements: readonly string[]): Promise<('looked-up' | 'compared')[]> {
  const ways: ('looked-up' | 'compared')[] = [];
  for (const statement of statements) {
    const plan = JSON.stringify(await session.query(`EXPLAIN ${statement}`));
    ways.push(/HASH_JOIN/.test(plan) ? 'looked-up' : 'compared');
  }
  return ways;
}

describe('one of many', () => {
  it('is looked up for the rows of a sorted window', async () => {
    const { path, meta } = await made();
    const asked: string[] = [];
    const request = windowRequestSchema.parse({ sort: 'n', limit: 200 });
    const window = await readTableWindow(noting(asked), plainTable(path, meta), request);
    expect(window.rowNumbers).toHaveLength(200);
    const wanted = asked.filter((sql) => sql.includes(String(window.rowNumbers[199])));
    expect(await waysOf(wanted)).toEqual(['looked-up']);
  });

  it('is looked up for a rule of many values', async () => {
    const { path, meta } = await made();
    const asked: string[] = [];
    const rule: QualityRule = {
      ...{ check: 'in-set', fail: 'warn', column: 'word', columns: [], low: null, high: null },
      ...{ pattern: '', other: '', hours: 24, values: Array.from({ length: 250 }, (_, at) => `w${at}`) },
    };
    const checked = await checkRule(
      { session: noting(asked), title: 'Check quality' },
      { rule, table: openTable(path, meta), reference: null },
    );
    expect(checked.count).toBe(Math.floor(rows / 300) * 50); // 50 of 300 words, in whole rounds of them
    expect(await waysOf(asked)).toEqual(['looked-up', 'looked-up']);
  });

  it('is compared where the values stand in the statement', async () => {
    const { path } = await made();
    const numbers = Array.from({ length: 200 }, (_, at) => at * 7);
    expect(await waysOf([`SELECT * FROM '${path}' WHERE __row IN (${numbers.join(', ')})`])).toEqual(['compared']);
  });
});
