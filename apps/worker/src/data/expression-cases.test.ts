import { DuckDBInstance } from '@duckdb/node-api';
import {
  type CellValue,
  cellToJson,
  checkExpression,
  compileToRowFunction,
  compileToSql,
  type Expression,
  type ExpressionType,
  freezeZones,
  functionEntries,
  parseExpression,
} from '@millrace/pipeline-core/expression';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerExpressionKernels } from './expression-kernels';
import { cellFromDuckDb } from './testing/expression-parity-cells';

function parsed(formula: string): Expression {
  const result = parseExpression(formula);
  if (!result.ok) throw new Error(`${formula}: ${result.error.message}`);
  return freezeZones(result.expression);
}

describe('documented cases', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  beforeAll(() => registerExpressionKernels(connection));

  async function inDuckDb(expression: Expression): Promise<{ cell: CellValue; type: ExpressionType }> {
    const outputs = [{ name: 'out', expression }];
    const compiled = compileToSql({ from: '(SELECT 1 AS one)', columns: [], outputs });
    const reader = await connection.runAndReadAll(compiled.sql);
    const type = compiled.outputTypes.out as ExpressionType;
    return { cell: cellFromDuckDb(reader.getRows()[0]?.[0] ?? null, type), type };
  }

  for (const entry of functionEntries) {
    it(entry.name, async () => {
      for (const [formula, result] of entry.cases) {
        const expression = parsed(formula);
        expect(checkExpression(expression, []), formula).toMatchObject({ ok: true });
        const { cell, type } = await inDuckDb(expression);
        expect(cellToJson(compileToRowFunction(expression, [])([]), type), `${formula} as row function`).toEqual(
          result,
        );
        expect(cellToJson(cell, type), `${formula} in DuckDB`).toEqual(result);
      }
      expect(entry.cases.length).toBeGreaterThan(0);
    });
  }
});
