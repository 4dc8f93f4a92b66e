import { type GoldenRow, type HeldOutRow, type SignatureInput, taskFacts } from '@millrace/pipeline-core/release';
import type { OpenModel } from '../../data/model-file';
import { readTexts } from '../../data/read-columns';
import { readRequestRows } from '../../data/request-rows';
import { scoreTable } from '../../data/score-table';
import { cutPart } from '../../data/table-view';
import type { ExecutorJob, TableView } from '../executor';

type Job = Pick<ExecutorJob<unknown>, 'session' | 'title'>;

export type ProvenRows = {
  model: OpenModel;
  raw: TableView;
  rows: TableView;
  inputs: readonly SignatureInput[];
  count: number;
};

/**
 * Test rows (any, without a split) as requests, with the answers batch scoring gives for them. Cells come from `raw`;
 * labels from the same rows of `rows`, which hold the target as it was learned.
 */
export async function goldenRows(job: Job, options: ProvenRows): Promise<GoldenRow[]> {
  const test = (await cutPart(job.session, options.raw, 'test')) ?? options.raw;
  return (await answeredRows(job, { ...options, test })).map(({ row: _, ...golden }) => golden);
}

/** The same of the rows `test` alone, each with its number. */
export async function answeredRows(job: Job, options: ProvenRows & { test: TableView }): Promise<HeldOutRow[]> {
  const { model, raw, rows, inputs, count, test } = options;
  const numbers = spread(test.relation, count);
  const chosen: TableView = { ...test, relation: pick(test.relation, numbers), rows: Math.min(count, test.rows) };
  const requests = await readRequestRows(job.session, {
    relation: chosen.relation,
    columns: raw.meta.columns,
    inputs,
  });
  const { scores, outputs, rowNumbers } = await scoreTable(job.session, {
    model,
    table: chosen,
    place: `${job.title} › rows`,
  });
  const target = rows.meta.columns.find(({ name }) => name === model.manifest.target);
  const labels = target === undefined ? [] : await readTexts(job.session, pick(rows.relation, numbers), target);
  const golden = requests.map((input, row) => ({
    row: rowNumbers[row] ?? row,
    input,
    output: [...scores.subarray(row * outputs, (row + 1) * outputs)],
    label: label(labels[row] ?? null, taskFacts[model.manifest.task].target === 'number'),
  }));
  // A forecast has no answer for times beyond its steps; those rows prove nothing.
  return golden.filter(({ output }) => output.every(Number.isFinite));
}

/** Some rows of a relation, from all over it, in their order; the same ones every time. */
export function spreadRows(relation: string, count: number): string {
  return pick(relation, spread(relation, count));
}

/** Numbers of rows from all over the table rather than its first ones; the same rows every time. */
function spread(relation: string, count: number): string {
  return `SELECT __row FROM ${relation} ORDER BY (__row * 2654435761) % 4294967296, __row LIMIT ${count}`;
}

/** Rows in the order they are chosen in: however few of the first are taken, they come from all over the table. */
export function inSpreadOrder<T extends { row: number }>(rows: readonly T[]): T[] {
  const keyed = rows.map((row) => ({ row, key: Number((BigInt(row.row) * 2654435761n) % 4294967296n) }));
  return keyed.sort((a, b) => a.key - b.key || a.row.row - b.row.row).map(({ row }) => row);
}

function pick(relation: string, numbers: string): string {
  return `(SELECT * FROM ${relation} WHERE __row IN (${numbers}) ORDER BY __row)`;
}

function label(text: string | null, numeric: boolean): string | number | null {
  if (text === null || !numeric) return text;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
