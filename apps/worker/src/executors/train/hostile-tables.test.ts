import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Json } from '@millrace/pipeline-core/json';
import { describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { caseSchema } from '../testing/case-schema';
import { makeTable } from '../testing/make-table';
import { type StepResult, StepRunner } from '../testing/run-steps';
import { trainers } from './trainers';

const root = scratchFolder('hostile-tables');
const session = scratchSession(root);
let folders = 0;

type Column = { name: string; type: string; role?: string };
type HostileTable = { columns: Column[]; rows: Json[][]; parts?: string[] };

function newFolder(): string {
  const folder = join(root, `${folders++}`);
  mkdirSync(folder);
  return folder;
}

const tables = new Map<string, Promise<StepResult>>();

/** Each is made once: most trainers read the same ones, and change nothing. */
function tableOf({ columns, rows, parts = ['train', 'train', 'train', 'validation', 'test'] }: HostileTable) {
  const key = JSON.stringify({ columns, rows, parts });
  const made =
    tables.get(key) ?? makeTable(session, newFolder(), caseSchema.shape.table.unwrap().parse({ columns, rows, parts }));
  tables.set(key, made);
  return made;
}

type Outcome = { result: StepResult } | { refused: PipelineError };

/** A trainer ends with a model or with an error for the person; anything else is thrown, and is a defect. */
async function train(type: string, rows: StepResult, params: Record<string, Json> = {}): Promise<Outcome> {
  try {
    const quick = type === 'mlp' ? { epochs: 3 } : {};
    return {
      result: await new StepRunner(newFolder()).run(type, {
        inputs: { rows: [[rows, 'table']] },
        params: { ...quick, ...params },
      }),
    };
  } catch (error) {
    if (error instanceof PipelineError) return { refused: error };
    throw error;
  }
}

/** All that a person reads: the log, or the error. */
function words(outcome: Outcome): string {
  if ('refused' in outcome) return `${outcome.refused.message} ${JSON.stringify(outcome.refused.report)}`;
  return outcome.result.logs.join('\n');
}

const count = (rows: number, cells: (row: number) => Json[]): Json[][] =>
  Array.from({ length: rows }, (_, row) => cells(row));
const series = new Set(['arima', 'exponential-smoothing']);
const withoutTarget = new Set(['k-means', 'dbscan', 'isolation-forest']);
const ofOneThing = new Set(['text-classifier', 'image-cnn']);
const ofPairs = new Set(['recommender']);
/** What reads a table of features: all but the series, the texts, the images and who had what. */
const tabular = Object.keys(trainers).filter(
  (type) => !series.has(type) && !ofOneThing.has(type) && !ofPairs.has(type),
);
const supervised = tabular.filter((type) => !withoutTarget.has(type));
const targetOf = (type: string): Column =>
  type === 'linear-regression'
    ? { name: 'y', type: 'number', role: 'target' }
    : { name: 'y', type: 'text', role: 'target' };
const targetCell = (type: string, row: number): Json =>
  type === 'linear-regression' ? row % 7 : row % 3 === 0 ? 'yes' : 'no';

describe.each(tabular)('%s', (type) => {
  it('leaves columns without a value and constant ones out, or learns nothing from them', async () => {
    const columns = [
      { name: 'x', type: 'number' },
      { name: 'hollow', type: 'number' },
      { name: 'same', type: 'number' },
      targetOf(type),
    ];
    const rows = await tableOf({ columns, rows: count(60, (row) => [row % 11, null, 5, targetCell(type, row)]) });
    const outcome = await train(type, rows);
    if ('refused' in outcome || outcome.result.logs.some((line) => line.includes('hollow')))
      expect(words(outcome)).toContain('hollow');
    else expect(outcome.result.outputs.model?.path).toBeDefined();
  });

  it('learns from more columns than rows', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `x${at}`);
    const columns = [...names.map((name): Column => ({ name, type: 'number' })), targetOf(type)];
    const cell = (row: number, at: number) => ((row * 31 + at * 17) % 101) / 10;
    const rows = await tableOf({
      columns,
      rows: count(40, (row) => [...names.map((_, at) => cell(row, at)), targetCell(type, row)]),
    });
    // Nobody has a neighbour at a distance of 0.5 among 200 columns.
    const outcome = await train(type, rows, type === 'dbscan' ? { distance: 40 } : {});
    expect('result' in outcome, words(outcome)).toBe(true);
  });

  it('refuses three rows in words, or learns from them', async () => {
    const columns = [{ name: 'x', type: 'number' }, targetOf(type)];
    const parts = ['train', 'train', 'train'];
    const rows = await tableOf({ columns, parts, rows: count(3, (row) => [row, targetCell(type, row)]) });
    const outcome = await train(type, rows);
    if ('refused' in outcome) expect(outcome.refused.report.next).not.toBe('');
    else expect(outcome.result.outputs.model).toBeDefined();
  });

  // Landing says which columns had some; from then on they are cells without a value.
  it('takes infinite numbers for missing ones, and names the column where it cannot', async () => {
    const columns = [{ name: 'x', type: 'number' }, { name: 'endless', type: 'number' }, targetOf(type)];
    const endless = (row: number): Json => (row % 9 === 0 ? 'inf' : row % 10 === 0 ? '-inf' : row);
    const rows = await tableOf({ columns, rows: count(60, (row) => [row % 11, endless(row), targetCell(type, row)]) });
    const outcome = await train(type, rows);
    if ('refused' in outcome)
      expect(outcome.refused.report).toMatchObject({ code: 'missing-values', column: 'endless' });
    else expect(outcome.result.outputs.model).toBeDefined();
  });
});

describe.each(supervised)('%s, by its target', (type) => {
  it('refuses a target that is an id, with a next step', async () => {
    const columns = [
      { name: 'x', type: 'number' },
      { name: 'y', type: 'text', role: 'target' },
    ];
    const rows = await tableOf({ columns, rows: count(2_000, (row) => [row % 11, `id-${row}`]) });
    const outcome = await train(type, rows);
    if (!('refused' in outcome)) throw new Error(`learned ids: ${words(outcome)}`);
    expect(outcome.refused.report).toMatchObject({ family: 'pipeline', column: 'y' });
    expect(outcome.refused.report.next).not.toBe('');
  });
});

describe.each(['gradient-boosted-trees', 'random-forest', 'decision-tree', 'naive-bayes'])('%s', (type) => {
  it('learns from a category of 10,000 levels', async () => {
    const columns = [
      { name: 'x', type: 'number' },
      { name: 'city', type: 'text' },
      { name: 'y', type: 'text', role: 'target' },
    ];
    const rows = await tableOf({
      columns,
      rows: count(20_000, (row) => [row % 11, `city ${row % 10_000}`, row % 11 > 5 ? 'yes' : 'no']),
    });
    const outcome = await train(type, rows);
    expect('result' in outcome, words(outcome)).toBe(true);
  });
});
