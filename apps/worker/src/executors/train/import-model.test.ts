import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { describe, expect, it } from 'vitest';
import { parquetRelation } from '../../data/sql-text';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { fixtureTable, importFile, type OnnxFixture, onnxFixture } from '../testing/onnx-fixture';
import { type StepResult, StepRunner } from '../testing/run-steps';

const root = scratchFolder('import-model');
const session = scratchSession(root);
const runner = new StepRunner(root);
let folders = 0;

function newFolder(): string {
  const folder = join(root, `plain-${folders++}`);
  mkdirSync(folder);
  return folder;
}

const tableOf = (known: OnnxFixture) => fixtureTable(session, root, known);
const take = (rows: StepResult, path: string, params: JsonObject = {}) => importFile(runner, { rows, path, params });

/** The probability of each class, or the number, that a model gives each row. */
async function score(rows: StepResult, model: StepResult, names: readonly string[]): Promise<number[][]> {
  const scored = await runner.run('batch-score', { inputs: { table: [[rows, 'table']], model: [[model, 'model']] } });
  const found = await session.query(
    `SELECT * FROM ${parquetRelation(scored.outputs.predictions?.path ?? '')} ORDER BY __row`,
  );
  return found.map((row) => names.map((name) => Number(row[name])));
}

describe('a model that another library trained', () => {
  it.each([
    { name: 'sklearn-logistic', columns: ['setosa', 'versicolor', 'virginica'].map((one) => `probability_${one}`) },
    { name: 'sklearn-forest', columns: ['0', '1', '2'].map((one) => `probability_${one}`) },
    { name: 'lightgbm', columns: ['0', '1'].map((one) => `probability_${one}`) },
    { name: 'sklearn-columns', columns: ['prediction'] },
  ] as const)('$name: answers as it does there', async ({ name, columns }) => {
    const known = onnxFixture(name);
    const rows = await tableOf(known);
    const answers = await score(rows, await take(rows, known.path), columns);
    expect(answers).toHaveLength(known.answers.length);
    answers.forEach((answer, row) => {
      answer.forEach((value, at) => {
        expect(Math.abs(value - (known.answers[row]?.[at] ?? Number.NaN)), `row ${row}`).toBeLessThan(1e-5);
      });
    });
  });

  it('names what does not fit: columns, classes, and what it predicts', async () => {
    const known = onnxFixture('sklearn-logistic');
    const rows = await tableOf(known);
    const file = known.path;
    await expect(take(rows, file, { columns: ['x0', 'x1', 'x2'] })).rejects.toThrow(
      'the 4 columns that the model reads',
    );
    await expect(take(rows, file, { classes: ['virginica', 'setosa', 'versicolor'] })).rejects.toThrow(
      'rows where the file says',
    );
    await expect(take(rows, file, { classes: ['setosa', 'versicolor'] })).rejects.toThrow('3 different ones');
    await expect(take(rows, file, { task: 'regression' })).rejects.toThrow('3 numbers a row');
    await expect(take(rows, file, { target: 'x0', columns: ['x1', 'x2', 'x3', 'y'] })).rejects.toThrow(
      'a column of type text',
    );
  });

  it('is refused by its size alone, before it is read', async () => {
    const rows = await tableOf(onnxFixture('sklearn-logistic'));
    const large = join(newFolder(), 'large.onnx');
    writeFileSync(large, '');
    truncateSync(large, 512 * 1024 * 1024 + 1);
    const uploaded = { port: 'uploaded', kind: 'file', path: large, hash: rows.outputs.table?.hash };
    const { hash } = uploaded;
    if (hash === undefined) throw new Error('a table without its hash');
    await expect(
      runner.run('import-model', {
        inputs: { rows: [[rows, 'table']] },
        references: { uploaded: [{ ...uploaded, hash }] },
      }),
    ).rejects.toThrow('a file of 513 MB');
  });
});
