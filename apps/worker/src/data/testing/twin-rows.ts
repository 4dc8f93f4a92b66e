// A program of the data proof: compares SQL and row function on random expressions over random rows until so many rows
// are done or the time is over. One JSON line in, one out.
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  type CellValue,
  checkExpression,
  compileToRowFunction,
  compileToSql,
  type Expression,
  type ExpressionType,
  explainExpression,
  isNullCell,
} from '@millrace/pipeline-core/expression';
import fc from 'fast-check';
import { z } from 'zod';
import { answerLines } from '../../testing/answer-lines';
import { registerExpressionKernels } from '../expression-kernels';
import { cellFromDuckDb, sameCell } from './expression-parity-cells';
import { expressionOf } from './expression-parity-generator';
import { checkerColumns, hostileColumns, makeHostileTable } from './expression-parity-rows';

const requestSchema = z.object({
  rows: z.int().positive(),
  /** Compared and forgotten: at most as many as one chunk of DuckDB holds. */
  rowsAtOnce: z.int().min(1).max(2048),
  seed: z.int().nonnegative(),
  seconds: z.number().positive(),
});
type Request = z.output<typeof requestSchema>;

const expressionsAtOnce = 8;
const depth = 3;
const mostShown = 3;
const types: ExpressionType[] = ['boolean', 'integer', 'number', 'text', 'date', 'timestamp', 'list', 'vector'];

const expressions = fc
  .constantFrom(...types)
  .chain((type) => expressionOf(type, depth))
  .map((root): Expression => ({ v: 1, root }))
  .filter((expression) => checkExpression(expression, checkerColumns).ok);

type Tally = { rows: number; cells: number; filled: number; expressions: number; differences: number; shown: string[] };

async function compareRows({ rows: wanted, rowsAtOnce, seed, seconds }: Request): Promise<Tally> {
  const tally: Tally = { rows: 0, cells: 0, filled: 0, expressions: 0, differences: 0, shown: [] };
  const end = performance.now() + seconds * 1000;
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  registerExpressionKernels(connection);
  for (let batch = 0; tally.rows < wanted && performance.now() < end; batch += 1) {
    const rows = Math.min(rowsAtOnce, wanted - tally.rows);
    const own = seed + batch * 1000; // the columns of a table take seeds from here on
    const table = await makeHostileTable({ connection, table: 'hostile', rows, seed: own });
    const drawn = fc.sample(expressions, { numRuns: expressionsAtOnce, seed: own });
    await compareTable({ connection, table, drawn, tally });
    await connection.run('DROP TABLE hostile');
    tally.rows += rows;
    tally.expressions += drawn.length;
  }
  connection.closeSync();
  return tally;
}

async function compareTable(o: {
  connection: DuckDBConnection;
  table: CellValue[][];
  drawn: readonly Expression[];
  tally: Tally;
}): Promise<void> {
  const { connection, table, drawn, tally } = o;
  const outputs = drawn.map((expression, at) => ({ name: `o${at}`, expression }));
  const compiled = compileToSql({ from: 'hostile', columns: hostileColumns, outputs, keep: ['rid'] });
  const [ids = [], ...columns] = (await connection.runAndReadAll(compiled.sql)).getColumns();
  if (ids.length !== table.length) throw new Error(`${ids.length} of ${table.length} rows came back`);
  for (const [at, expression] of drawn.entries()) {
    const type = compiled.outputTypes[`o${at}`];
    if (type === undefined) throw new Error(`no type for ${explainExpression(expression)}`);
    const rowFunction = compileToRowFunction(expression, checkerColumns);
    for (const [place, id] of ids.entries()) {
      const cells = table[Number(id)] ?? [];
      const [inSql, inRow] = [cellFromDuckDb(columns[at]?.[place] ?? null, type), rowFunction(cells)];
      tally.cells += 1;
      if (!isNullCell(inSql)) tally.filled += 1;
      if (!sameCell(inSql, inRow)) note(tally, { expression, inSql, inRow });
    }
  }
}

function note(tally: Tally, o: { expression: Expression; inSql: CellValue; inRow: CellValue }): void {
  tally.differences += 1;
  if (tally.shown.length >= mostShown) return;
  const formula = explainExpression(o.expression).slice(0, 300);
  tally.shown.push(`${formula}: SQL ${String(o.inSql)}, row function ${String(o.inRow)}`);
}

await answerLines(requestSchema, compareRows);
