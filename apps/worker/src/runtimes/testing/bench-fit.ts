// The program of the trees bench: fits boosted trees on two CSV tables and tells how long it took and how good they are.
// One JSON line in, one out; the first one names the tables.
import { readFileSync } from 'node:fs';
import { binaryMetrics } from '@millrace/pipeline-core/metrics';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { answerLines } from '../../testing/answer-lines';
import { forestParamsSchema } from '../forest/params';
import { forestRuntime } from '../forest/runtime';
import type { FeatureColumn, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';

const requestSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('load'), train: z.string(), test: z.string(), target: z.string() }),
  /** null: settings nobody touched, early stopping included; a number: exactly so many rounds. */
  z.object({ do: z.literal('fit'), rounds: z.number().int().positive().nullable() }),
]);
type Request = z.output<typeof requestSchema>;
type Tables = { train: TrainingRows; test: TrainingRows };

let tables: Tables | null = null;

const rowsSchema = z.array(z.record(z.string(), z.string()));

function readRows(path: string): Record<string, string>[] {
  return rowsSchema.parse(parse(readFileSync(path), { columns: true }));
}

function loadTables(request: Extract<Request, { do: 'load' }>): Tables {
  const train = readRows(request.train);
  const classes = [...new Set(train.map((row) => row[request.target] ?? ''))].sort();
  const names = Object.keys(train[0] ?? {}).filter((name) => name !== request.target);
  const numbers = new Set(names.filter((name) => train.every((row) => row[name] !== '' && isNumber(row[name]))));
  const toRows = (rows: Record<string, string>[]): TrainingRows => ({
    rows: rows.length,
    features: names.map((name) => toColumn(rows, { name, number: numbers.has(name) })),
    target: {
      kind: 'class',
      classes,
      codes: Int32Array.from(rows, (row) => classes.indexOf(row[request.target] ?? '')),
    },
  });
  return { train: toRows(train), test: toRows(readRows(request.test)) };
}

function isNumber(text: string | undefined): boolean {
  return Number.isFinite(Number(text));
}

function toColumn(rows: Record<string, string>[], { name, number }: { name: string; number: boolean }): FeatureColumn {
  if (number) return { name, kind: 'number', values: Float64Array.from(rows, (row) => Number(row[name])) };
  return { name, kind: 'category', values: rows.map((row) => (row[name] ? row[name] : null)) };
}

async function fit({ train, test }: Tables, rounds: number | null) {
  const fixed = rounds === null ? {} : { rounds, earlyStoppingRounds: 0 };
  const params = forestParamsSchema.parse(fixed);
  const context = plainFitContext({ seed: 1 });
  const begun = performance.now();
  const model = await forestRuntime.fit({ params, train, validation: null, context });
  const ms = performance.now() - begun;
  const shares = forestRuntime.load(model).scoreBlock(test.features, test.rows);
  const scores = Float64Array.from({ length: test.rows }, (_, row) => shares[2 * row + 1] ?? Number.NaN);
  if (test.target.kind !== 'class') throw new Error('the target of this bench is a class');
  const { accuracy, auc } = binaryMetrics({ actual: test.target.codes, scores });
  return { ms, accuracy, auc, rounds: model.summary.rounds };
}

async function answer(request: Request): Promise<object> {
  if (request.do === 'load') {
    tables = loadTables(request);
    return { rows: tables.train.rows, columns: tables.train.features.length, version: 'this repository' };
  }
  if (tables === null) throw new Error('load the tables first');
  return fit(tables, request.rounds);
}

await answerLines(requestSchema, answer);
