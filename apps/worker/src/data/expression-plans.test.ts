import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  checkExpression,
  compileToSql,
  type Expression,
  type ExpressionNode,
  explainExpression,
  parseExpression,
} from '@millrace/pipeline-core/expression';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerExpressionKernels } from './expression-kernels';
import { tableFormatOf } from './parquet-file';
import { parquetRelation, quoteText } from './sql-text';
import { callOf, comparableForms, comparisonOf, forms } from './testing/expression-parity-generator';
import { checkerColumns, hostileColumns, makeHostileTable } from './testing/expression-parity-rows';
import { scratchFolder } from './testing/scratch';

const seed = 20261126;
const samplesPerForm = 2;
const folder = scratchFolder('expression-plans');
const table = join(folder, 'table.parquet');
let connection: DuckDBConnection;

// The engine as it comes: sessions of the product switch off some of what it makes joins of. One thread needs no batches.
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  registerExpressionKernels(connection);
  await makeHostileTable({ connection, table: 'hostile', rows: 400, seed });
  await connection.run(`COPY hostile TO ${quoteText(table)} (${tableFormatOf(3)})`);
});

afterAll(() => connection.closeSync());

/** How the engine would write a query as a table file. */
async function planOf(query: string): Promise<string> {
  const target = quoteText(join(folder, 'never.parquet'));
  const reader = await connection.runAndReadAll(
    `EXPLAIN COPY (${query}) TO ${target} (${tableFormatOf(3)}, RETURN_STATS true)`,
  );
  return reader.getRows().flat().join('\n');
}

/** Batches of rows are written in the order in which they were read; nothing in between may move a row. */
function keepsOrder(plan: string): boolean {
  if (plan.includes('EMPTY_RESULT')) return true; // a filter that the engine sees to be false
  return plan.includes('BATCH_COPY_TO_FILE') && !/JOIN|CROSS_PRODUCT|WINDOW|AGGREGATE|GROUP_BY/.test(plan);
}

/** Those of these expressions whose rows would lose their order, as formulas. */
async function losingOrder(expressions: readonly Expression[], as: 'column' | 'filter'): Promise<string[]> {
  const lost: string[] = [];
  for (const expression of expressions) {
    const made = as === 'column' ? { outputs: [{ name: 'made', expression }] } : { outputs: [], filter: expression };
    const { sql } = compileToSql({ from: parquetRelation(table), columns: hostileColumns, keep: ['rid'], ...made });
    if (!keepsOrder(await planOf(sql))) lost.push(explainExpression(expression).slice(0, 300));
  }
  return lost;
}

const fits = (root: ExpressionNode) => checkExpression({ v: 1, root }, checkerColumns).ok;

function drawn(calls: fc.Arbitrary<ExpressionNode>, at: number): Expression[] {
  return fc
    .sample(calls.filter(fits), { numRuns: samplesPerForm, seed: seed + at })
    .map((root): Expression => ({ v: 1, root }));
}

function parsed(formula: string): Expression {
  const read = parseExpression(formula);
  if (!read.ok) throw new Error(`${formula}: ${read.error.message}`);
  expect(checkExpression(read.expression, checkerColumns), formula).toMatchObject({ ok: true });
  return read.expression;
}

describe('rows in the order of their table', () => {
  it('are what every form of every function writes', async () => {
    const all = forms.flatMap((form, at) => drawn(callOf(form, 1), at));
    expect(all.length).toBe(forms.length * samplesPerForm);
    expect(await losingOrder(all, 'column')).toEqual([]);
  }, 300_000);

  it('are what every form compared with literals writes, and what a filter by it keeps', async () => {
    const all = comparableForms.flatMap((form, at) => drawn(comparisonOf(form), at));
    expect(await losingOrder(all, 'column')).toEqual([]);
    expect(await losingOrder(all, 'filter')).toEqual([]);
  }, 300_000);

  // Few constants and many are written in different ways, here and in the engine.
  it.each([2, 5, 16, 17, 200])(
    'are what functions over %i constants write',
    async (count) => {
      const many = (print: (at: number) => string) => Array.from({ length: count }, (_, at) => print(at)).join(', ');
      const day = (at: number) => `${2000 + at}-01-31`;
      const members = [
        `\`small\` in (${many(String)})`,
        `\`money\` in (${many((at) => `${at}.5`)})`,
        `\`select\` in (${many((at) => `'w${at}'`)})`,
        `\`select\` not in (${many((at) => `'w${at}'`)})`,
        `\`day\` in (${many((at) => `date '${day(at)}'`)})`,
        `\`at\` in (${many((at) => `timestamp '${day(at)}T00:00:00Z'`)})`,
      ].map(parsed);
      const values = [
        String,
        (at: number) => `${at}.5`,
        (at: number) => `'v${at}'`,
        (at: number) => String(at % 2 > 0),
      ];
      const others = [
        ...values.flatMap((value) => [
          `lookup(\`select\`, {${many((at) => `'w${at}': ${value(at)}`)}}, null)`,
          `lookup(\`small\`, {${many((at) => `'${at}': ${value(at)}`)}}, null)`,
        ]),
        `bin(\`money\`, [${many(String)}])`,
        `bin_label(\`money\`, [${many(String)}], [${many((at) => `'b${at}'`)}, 'last'])`,
      ].map(parsed);
      expect(await losingOrder([...members, ...others], 'column')).toEqual([]);
      expect(await losingOrder(members, 'filter')).toEqual([]);
    },
    120_000,
  );

  it('are told from those of a query that joins or ranks', async () => {
    const from = parquetRelation(table);
    const words = Array.from({ length: 40 }, (_, at) => `'w${at}'`).join(', ');
    expect(keepsOrder(await planOf(`SELECT "select" IN (${words}) AS made FROM ${from}`))).toBe(false);
    expect(keepsOrder(await planOf(`SELECT rank() OVER (PARTITION BY small) AS made FROM ${from}`))).toBe(false);
    expect(keepsOrder(await planOf(`SELECT small + 1 AS made FROM ${from}`))).toBe(true);
  });
});
