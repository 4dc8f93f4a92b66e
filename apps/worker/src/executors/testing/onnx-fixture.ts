import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import type { DuckSession } from '../../data/duckdb';
import { caseSchema } from './case-schema';
import { makeTable } from './make-table';
import { type StepResult, type StepRunner, store } from './run-steps';

const folder = join(import.meta.dirname, '../../runtimes/onnx/testing/fixtures');

const fixtureSchema = z.object({
  columns: z.record(z.string(), z.array(z.union([z.number(), z.string()]))),
  target: z.array(z.union([z.number(), z.string()])),
  answers: z.array(z.array(z.number())),
});

/** A model that another library trained: rows that it was asked there, what is true of them, and what it answered. */
export type OnnxFixture = z.output<typeof fixtureSchema> & { path: string };

export const onnxFixtures = ['sklearn-logistic', 'sklearn-forest', 'lightgbm', 'sklearn-columns'] as const;

export function onnxFixture(name: (typeof onnxFixtures)[number]): OnnxFixture {
  const known = fixtureSchema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
  return { ...known, path: join(folder, `${name}.onnx`) };
}

let folders = 0;

/** Its rows as a table with their target. */
export async function fixtureTable(session: DuckSession, root: string, { columns, target }: OnnxFixture) {
  const own = join(root, `own-${folders++}`);
  mkdirSync(own);
  const cells = Object.entries(columns);
  const typeOf = (values: readonly unknown[]) => (typeof values[0] === 'string' ? 'text' : 'number');
  const { table } = caseSchema.parse({
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
  });
  if (table === undefined) throw new Error('a case without its table');
  return makeTable(session, own, table);
}

/** Its file as a model, by the step that imports one. */
export async function importFile(
  runner: StepRunner,
  o: { rows: StepResult; path: string; params?: JsonObject },
): Promise<StepResult> {
  const uploaded = await store({ port: 'uploaded', kind: 'file', path: o.path });
  return runner.run('import-model', {
    params: o.params ?? {},
    inputs: { rows: [[o.rows, 'table']] },
    references: { uploaded: [uploaded] },
  });
}
