import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parquetRelation } from '../../data/sql-text';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { caseSchema } from '../testing/case-schema';
import { makeTable } from '../testing/make-table';
import { type StepResult, StepRunner, store } from '../testing/run-steps';

const root = scratchFolder('import-model');
const session = scratchSession(root);
const runner = new StepRunner(root);
const fixtures = join(import.meta.dirname, '../../runtimes/onnx/testing/fixtures');
let folders = 0;

const fixtureSchema = z.object({
  columns: z.record(z.string(), z.array(z.union([z.number(), z.string()]))),
  target: z.array(z.union([z.number(), z.string()])),
  answers: z.array(z.array(z.number())),
});

function newFolder(): string {
  const folder = join(root, `own-${folders++}`);
  mkdirSync(folder);
  return folder;
}

/** Rows that another library was asked, as a table with their target. */
async function tableOf({ columns, target }: z.output<typeof fixtureSchema>): Promise<StepResult> {
  const cells = Object.entries(columns);
  const typeOf = (values: readonly unknown[]) => (typeof values[0] === 'string' ? 'text' : 'number');
  const table = caseSchema.parse({
    title: 't',
    table: {
      columns: [
        ...cells.map(([name, values]) => ({ name, type: name === 'rooms' ? 'integer' : typeOf(values) })),
        { name: 'y', type: Number.isInteger(target[0]) ? 'integer' : typeOf(target), role: 'target' },
      ],
      rows: target.map((value, row) => [...cells.map(([, values]) => values[row]), value]),
    },
    steps: [{ type: 'profile-table' }],
    expect: {},
  }).table;
  if (table === undefined) throw new Error('a case without its table');
  return makeTable(session, newFolder(), table);
}

async function take(rows: StepResult, path: string, params: JsonObject = {}): Promise<StepResult> {
  const uploaded = await store({ port: 'uploaded', kind: 'file', path });
  return runner.run('import-model', {
    params,
    inputs: { rows: [[rows, 'table']] },
    references: { uploaded: [uploaded] },
  });
}

const fixture = (name: string) => fixtureSchema.parse(JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')));

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
  ])('$name: answers as it does there', async ({ name, columns }) => {
    const known = fixture(name);
    const rows = await tableOf(known);
    const answers = await score(rows, await take(rows, join(fixtures, `${name}.onnx`)), columns);
    expect(answers).toHaveLength(known.answers.length);
    answers.forEach((answer, row) => {
      answer.forEach((value, at) => {
        expect(Math.abs(value - (known.answers[row]?.[at] ?? Number.NaN)), `row ${row}`).toBeLessThan(1e-5);
      });
    });
  });

  it('names what does not fit: columns, classes, and what it predicts', async () => {
    const rows = await tableOf(fixture('sklearn-logistic'));
    const file = join(fixtures, 'sklearn-logistic.onnx');
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
    const rows = await tableOf(fixture('sklearn-logistic'));
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
