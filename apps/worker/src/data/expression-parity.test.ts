import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  type CellColumn,
  type CellValue,
  checkExpression,
  compileToBlockFunction,
  compileToRowFunction,
  compileToSql,
  type Expression,
  type ExpressionNode,
  type ExpressionType,
  explainExpression,
  isNullCell,
  isNumeric,
  parseExpression,
} from '@millrace/pipeline-core/expression';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerExpressionKernels } from './expression-kernels';
import { cellFromDuckDb, sameCell } from './testing/expression-parity-cells';
import { callOf, comparableForms, comparisonOf, expressionOf, forms } from './testing/expression-parity-generator';
import { checkerColumns, hostileColumns, makeHostileTable } from './testing/expression-parity-rows';

/** How much is compared; 100 is the long run before a release. The seed makes a run repeat. */
const scale = 1;
const seed = 20260731;
const rowCount = 400;
const samplesPerForm = 2;
const batchSize = 40;

const tally = { compared: 0, filled: 0 };
let connection: DuckDBConnection;
let folder: string;
let rows: CellValue[][];
let blocks: CellColumn[];
let sources: string[];

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  registerExpressionKernels(connection);
  rows = await makeHostileTable({ connection, table: 'hostile', rows: rowCount, seed });
  blocks = hostileColumns.map(({ type }, i) => {
    const cells = rows.map((row) => row[i] as CellValue);
    return isNumeric(type) ? Float64Array.from(cells as number[]) : cells; // numeric types have number cells
  });
  folder = await mkdtemp(join(tmpdir(), 'expression-parity-'));
  const file = join(folder, 'hostile.parquet');
  await connection.run(`COPY hostile TO '${file}' (FORMAT parquet)`);
  // The join repeats every row, which gives several blocks of rows, and shared vectors inside them.
  sources = [
    'hostile',
    `read_parquet('${file}')`,
    `(SELECT hostile.* FROM hostile, range(${Math.ceil(5000 / rowCount)}))`,
  ];
});

afterAll(async () => {
  connection.closeSync();
  await rm(folder, { recursive: true });
});

function show(cell: CellValue): string {
  return cell instanceof Float64Array ? `[${cell.join(', ')}]` : Number.isNaN(cell) ? 'NaN' : JSON.stringify(cell);
}

function difference(o: { expression: Expression; row: number; inSql: CellValue; inRow: CellValue }): string {
  const cells = hostileColumns.map((column, i) => `${column.name}=${show(rows[o.row]?.[i] ?? null)}`);
  return `${explainExpression(o.expression)}\nDuckDB ${show(o.inSql)}, row function ${show(o.inRow)}\nrow ${o.row}: ${cells.join('; ')}\n${JSON.stringify(o.expression)}`;
}

/** Runs the expressions in both engines; fails at the first different cell. Returns how many cells of each are not null. */
async function compare(expressions: readonly Expression[], from: string): Promise<number[]> {
  const outputs = expressions.map((expression, i) => ({ name: `o${i}`, expression }));
  const compiled = compileToSql({ from, columns: hostileColumns, outputs, keep: ['rid'] });
  const reader = await connection.runAndReadAll(compiled.sql);
  const [rid = [], ...columns] = reader.getColumns();
  expect(rid.length).toBeGreaterThan(0);
  expect(rid.length % rows.length).toBe(0);
  return expressions.map((expression, i) => {
    const type = compiled.outputTypes[`o${i}`] as ExpressionType;
    const rowFunction = compileToRowFunction(expression, checkerColumns);
    const inBlock = compileToBlockFunction(expression, checkerColumns)(blocks, rows.length);
    let filled = 0;
    rid.forEach((id, at) => {
      const row = Number(id);
      const inSql = cellFromDuckDb(columns[i]?.[at] ?? null, type);
      const inRow = rowFunction(rows[row] as CellValue[]);
      if (!sameCell(inSql, inRow)) throw new Error(difference({ expression, row, inSql, inRow }));
      if (!sameCell(inBlock[row] as CellValue, inRow))
        throw new Error(`As a block: ${difference({ expression, row, inSql, inRow })}`);
      if (!isNullCell(inSql)) filled += 1;
    });
    tally.compared += rid.length;
    tally.filled += filled;
    return filled;
  });
}

const expressionOfNode = (root: ExpressionNode): Expression => ({ v: 1, root });

/** A null literal fits every type, so a call meant for one form may be read as another and not fit its place. */
const isTyped = (root: ExpressionNode) => checkExpression(expressionOfNode(root), checkerColumns).ok;

describe('both engines', () => {
  it('agree on every form of every function, and no form is always null', async () => {
    const tasks = forms.flatMap((form, index) =>
      fc
        .sample(callOf(form, 2).filter(isTyped), { numRuns: samplesPerForm * scale, seed: seed + index })
        .map((root) => ({ form, expression: expressionOfNode(root) })),
    );
    const filled = new Map(forms.map((form) => [form, 0]));
    for (let at = 0, batch = 0; at < tasks.length; at += batchSize, batch += 1) {
      const part = tasks.slice(at, at + batchSize);
      const from = sources[batch % 2] as string;
      const counts = await compare(
        part.map((task) => task.expression),
        from,
      );
      for (const [i, { form }] of part.entries()) filled.set(form, (filled.get(form) ?? 0) + (counts[i] ?? 0));
    }
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      const empty = forms.filter((form) => filled.get(form) === 0);
      if (empty.length === 0) break;
      const roots = empty.map(
        (form) =>
          fc.sample(callOf(form, 1).filter(isTyped), { numRuns: 1, seed: seed + 1000 * attempt })[0] as ExpressionNode,
      );
      const counts = await compare(roots.map(expressionOfNode), 'hostile');
      for (const [i, form] of empty.entries()) filled.set(form, counts[i] ?? 0);
    }
    const never = forms
      .filter((form) => filled.get(form) === 0)
      .map(({ entry, overload }) => `${entry.name}(${overload.args.join(', ')})`);
    expect(never).toEqual([]);
  }, 600_000);

  it('agree on every form compared with literals', async () => {
    const expressions = comparableForms.flatMap((form, index) =>
      fc
        .sample(comparisonOf(form).filter(isTyped), { numRuns: samplesPerForm * scale, seed: seed + index })
        .map(expressionOfNode),
    );
    for (let at = 0, batch = 0; at < expressions.length; at += batchSize, batch += 1) {
      await compare(expressions.slice(at, at + batchSize), sources[batch % 2] as string);
    }
  }, 600_000);

  for (const [index, kind] of ['a table', 'a Parquet file', 'a join of several blocks'].entries()) {
    it(`agree on random expressions over ${kind}`, async () => {
      const types: ExpressionType[] = ['boolean', 'integer', 'number', 'text', 'date', 'timestamp', 'list', 'vector'];
      const expression = fc
        .constantFrom(...types)
        .chain((type) => expressionOf(type, 4))
        .filter(isTyped)
        .map(expressionOfNode);
      const property = fc.asyncProperty(fc.array(expression, { minLength: 20, maxLength: 20 }), async (expressions) => {
        await compare(expressions, sources[index] as string);
      });
      await fc.assert(property, {
        numRuns: (index === 2 ? 3 : 8) * scale,
        seed: seed + index,
        interruptAfterTimeLimit: 600_000,
      });
    }, 700_000);
  }

  it('agree on texts as long as a number says, and refuse the same numbers by name', async () => {
    const texts = hostileColumns.filter(({ type }) => type === 'text').map(({ name }) => name);
    const call = fc.record({
      name: fc.constantFrom('pad_left', 'pad_right', 'repeat'),
      column: fc.constantFrom(...texts),
      count: fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(0, 1, 999, 1000, 1001, 1_000_000_000)),
      fill: fc.constantFrom('x', 'é', '😀'),
    });
    const formulaOf = ({ name, column, count, fill }: { name: string; column: string; count: number; fill: string }) =>
      name === 'repeat' ? `repeat(\`${column}\`, ${count})` : `${name}(\`${column}\`, ${count}, '${fill}')`;
    const property = fc.asyncProperty(fc.array(call, { minLength: 8, maxLength: 8 }), async (calls) => {
      const fitting: Expression[] = [];
      for (const one of calls) {
        const read = parseExpression(formulaOf(one));
        if (!read.ok) throw new Error(formulaOf(one));
        const checked = checkExpression(read.expression, checkerColumns);
        expect(checked.ok, formulaOf(one)).toBe(one.count <= 1000);
        if (checked.ok) fitting.push(read.expression);
        else expect(checked.errors[0]?.message).toMatch(new RegExp(`^\`${one.name}\`: .* from 0 to 1000`));
      }
      if (fitting.length > 0) await compare(fitting, 'hostile');
    });
    await fc.assert(property, { numRuns: 12 * scale, seed });
  }, 600_000);

  it('were compared on enough cells', () => {
    console.log(`expression parity: seed ${seed}, ${tally.compared} cells compared, ${tally.filled} of them not null`);
    expect(tally.compared).toBeGreaterThanOrEqual(20_000);
    expect(tally.filled).toBeGreaterThan(tally.compared / 3);
  });
});

describe('explain', () => {
  it('prints a formula that reads back as the same expression and type', () => {
    const expression = fc
      .constantFrom<ExpressionType[]>('boolean', 'number', 'text', 'date', 'list')
      .chain((type) => expressionOf(type, 4))
      .filter(isTyped)
      .map(expressionOfNode);
    fc.assert(
      fc.property(expression, (first) => {
        const formula = explainExpression(first);
        fc.pre(formula.length <= 10_000);
        const read = parseExpression(formula);
        expect(read.ok, formula).toBe(true);
        if (!read.ok) return;
        expect(explainExpression(read.expression)).toBe(formula);
        expect(checkExpression(read.expression, checkerColumns)).toEqual(checkExpression(first, checkerColumns));
        const again = parseExpression(explainExpression(read.expression));
        expect(again.ok && again.expression).toEqual(read.expression);
      }),
      { numRuns: 200 * scale, seed },
    );
  });
});
