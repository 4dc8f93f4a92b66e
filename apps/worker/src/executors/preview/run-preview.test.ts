import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TableMeta, tableMetaSchema } from '@millrace/pipeline-core/features';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import { type PreviewAnswer, previewAnswerSchema } from '@millrace/pipeline-core/preview';
import { beforeAll, describe, expect, it } from 'vitest';
import { runTask } from '../../child/tasks';
import { plainTable } from '../../data/plain-table';
import { choosePlaces } from '../../data/preview/choose-places';
import {
  type PlacedInput,
  type PlacedStep,
  type PreviewTask,
  previewTaskSchema,
} from '../../data/preview/preview-task';
import { datasetMeta } from '../../data/table-meta';
import { tableOutputs, writeTable } from '../../data/table-store';
import { readTableWindow, windowRequestSchema } from '../../data/table-window';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { type StepResult, StepRunner, store } from '../testing/run-steps';
import { runPreview } from './run-preview';

const root = scratchFolder('preview');
const session = scratchSession(root);
const runner = new StepRunner(root);
const rows = 300_000;
let folders = 0;

type Stored = { path: string; meta: TableMeta; result: StepResult };
const tables: Record<'large' | 'small' | 'prices', Stored> = {} as never; // filled before the first test

type Cells = Record<string, [type: 'integer' | 'number' | 'text' | 'date', sqlType: string, sql: string]>;

async function makeStored(name: string, count: number, cells: Cells): Promise<Stored> {
  const path = join(root, `${name}.parquet`);
  const select = Object.entries(cells).map(([column, [, , sql]]) => `${sql} AS "${column}"`);
  const written = await writeTable(session, {
    query: `SELECT i AS __row, ${select.join(', ')} FROM range(${count}) t(i)`,
    path,
    columns: Object.entries(cells).map(([column, [type, sqlType]]) => ({
      name: column,
      type,
      sqlType,
      role: 'feature',
    })),
  });
  const meta = datasetMeta({ rows: written.rows, columns: written.columns });
  const artifacts = await Promise.all(tableOutputs('table', path, meta).map(store));
  const outputs = Object.fromEntries(artifacts.map((artifact) => [artifact.port, artifact]));
  return { path, meta, result: { outputs, events: [], logs: [], folder: root } };
}

const cells: Cells = {
  id: ['integer', 'BIGINT', 'i'],
  word: ['text', 'VARCHAR', "CASE WHEN i % 50 = 7 THEN 'odd' ELSE CAST(i % 7 AS VARCHAR) END"],
  amount: ['number', 'DOUBLE', 'CASE WHEN i % 5 > 0 THEN i / 4 END'],
  day: ['date', 'DATE', "DATE '2020-01-01' + CAST(i % 1000 AS INTEGER)"],
};

beforeAll(async () => {
  tables.large = await makeStored('large', rows, cells);
  tables.small = await makeStored('small', 60, cells);
  tables.prices = await makeStored('prices', 30_000, {
    key: ['integer', 'BIGINT', 'i * 10'],
    price: ['number', 'DOUBLE', 'i / 3'],
  });
});

/** `<step>` or `<step>.<port>` of this preview, or a stored table. */
type From = string | Stored;

function step(id: string, type: string, params: JsonObject = {}, inputs: Record<string, From[]> = {}): PlacedStep {
  const placed = Object.entries(inputs).map(([port, list]) => [port, list.map(inputOf)] as const);
  return {
    id: stepIdSchema.parse(id),
    title: `My ${id}`,
    type,
    version: 1,
    params,
    seed: 7,
    inputs: Object.fromEntries(placed),
    references: {},
    referenced: {},
  };
}

function inputOf(from: From): PlacedInput {
  if (typeof from !== 'string') return { title: 'stored', artifacts: Object.values(from.result.outputs) };
  const [id = '', port = 'table'] = from.split('.');
  return { from: { step: stepIdSchema.parse(id), port } };
}

function taskOf(steps: PlacedStep[], options: { port?: string; rows?: number } = {}): PreviewTask {
  const { port = 'table', rows: wanted = 200 } = options;
  const last = steps.at(-1)?.id ?? stepIdSchema.parse('none');
  const paths = Object.values(tables).map(({ path }) => path);
  return previewTaskSchema.parse({ steps, show: { step: last, port }, rows: wanted, paths });
}

function newFolder(): string {
  const folder = join(root, `task-${folders++}`);
  mkdirSync(folder);
  return folder;
}

/** As a child of the data service answers. */
async function preview(steps: PlacedStep[], options: { port?: string; rows?: number } = {}): Promise<PreviewAnswer> {
  const args: Json = JSON.parse(JSON.stringify(taskOf(steps, options)));
  const request = { kind: 'task' as const, id: '1', task: 'preview', args, folder: newFolder() };
  return previewAnswerSchema.parse(
    await runTask({ ...request, threads: 2, memoryMegabytes: 1024 }, new AbortController().signal),
  );
}

async function shown(steps: PlacedStep[], options: { port?: string; rows?: number } = {}) {
  const answer = await preview(steps, options);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer;
}

async function stopped(steps: PlacedStep[]) {
  const answer = await preview(steps);
  if (answer.ok) throw new Error('the preview shows rows');
  return answer;
}

/** The first rows of what a run of the same steps makes. */
async function firstRows(steps: [type: string, params: JsonObject][], limit: number) {
  let result = tables.large.result;
  for (const [type, params] of steps)
    result = await runner.run(type, { params, inputs: { table: [[result, 'table']] } });
  const meta = tableMetaSchema.parse(result.outputs['table.meta']?.inline);
  const table = plainTable(result.outputs.table?.path ?? '', meta);
  const {
    columns,
    rowNumbers,
    rows: made,
  } = await readTableWindow(session, table, windowRequestSchema.parse({ limit }));
  return { columns, rowNumbers, rows: made };
}

function chain(steps: [type: string, params: JsonObject][]): PlacedStep[] {
  return steps.map(([type, params], at) =>
    step(`s${at}`, type, params, { table: [at === 0 ? tables.large : `s${at - 1}`] }),
  );
}

/** Row numbers that a sample of the large table has, in their order. */
const sampled = choosePlaces({ groups: [122_880, 122_880, rows - 2 * 122_880], rows: 10_000, places: 20 }).flatMap(
  ({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at),
);

const wide = { way: 'sample', rows: 10_000, of: rows, places: 20 };

describe('preview of steps that look at one row at a time', () => {
  const ways: [type: string, params: JsonObject][] = [
    ['select-columns', { columns: ['day', 'id'], mode: 'keep' }],
    ['cast-types', { types: { word: 'integer' } }],
    ['formula-column', { name: 'twice', formula: 'amount * 2' }],
    ['rename-columns', { names: [{ from: 'id', to: 'number' }] }],
    ['replace-values', { rules: [{ column: 'word', from: '3', to: 'three' }] }],
    ['filter-rows', { condition: 'amount > 20' }],
  ];

  it.each(ways)('shows exactly what a run of %s begins with', async (type, params) => {
    const { columns, rowNumbers, rows: made, basis } = await shown(chain([[type, params]]));
    expect({ columns, rowNumbers, rows: made }).toEqual(await firstRows([[type, params]], 200));
    expect(basis).toEqual({ way: 'first-rows', rows: type === 'filter-rows' ? 10_000 : 200, of: rows, places: 1 });
  });

  it('computes a chain of three that have not run', async () => {
    const steps = [ways[2]!, ways[4]!, ways[5]!];
    const { columns, rowNumbers, rows: made, total } = await shown(chain(steps));
    expect({ columns, rowNumbers, rows: made }).toEqual(await firstRows(steps, 200));
    expect(rowNumbers).toHaveLength(200);
    expect(total).toBe(10_000 - 2000 - 64); // a fifth has no amount; 64 of the others are too small
  });

  it('reads no more rows than it shows where none are dropped', async () => {
    const { basis, total } = await shown(chain(ways.slice(1, 3)), { rows: 30 });
    expect([basis.rows, total]).toEqual([30, 30]);
  });

  it('looks further back when none of the first rows fits, and says so when none of the sample does', async () => {
    const late = await shown(chain([['filter-rows', { condition: 'id >= 200000' }]]));
    expect(late.basis).toEqual(wide);
    expect(late.rowNumbers).toEqual(sampled.filter((row) => row >= 200_000).slice(0, 200));
    const never = await stopped(chain([['filter-rows', { condition: 'id < 0' }]]));
    expect(never).toMatchObject({
      step: 's0',
      basis: wide,
      error: { code: 'preview-without-rows', place: 'My s0', seen: expect.stringContaining('10000 of 300000') },
    });
  });

  it('tells which cells could not be read', async () => {
    const { notes } = await shown(chain([ways[1]!]));
    expect(notes).toEqual([
      { step: 's0', title: 'My s0', message: expect.stringContaining('4 of 200 cells of "word"') },
    ]);
  });
});

describe('preview of other steps', () => {
  it('computes on runs of rows from twenty places of a large table', async () => {
    const { rowNumbers, total, basis } = await shown(
      chain([['sort-rows', { keys: [{ column: 'id', direction: 'descending' }] }]]),
    );
    expect(rowNumbers).toEqual(sampled.toReversed().slice(0, 200));
    expect([total, basis]).toEqual([10_000, wide]);
  });

  it('computes on all rows of a small one', async () => {
    const { basis, total } = await shown([step('sort', 'sort-rows', {}, { table: [tables.small] })]);
    expect([basis, total]).toEqual([{ way: 'all', rows: 60, of: 60, places: 1 }, 60]);
  });

  it('keeps the right side of a join whole, also behind a step that has not run', async () => {
    const twice: JsonObject = { name: 'twice', formula: 'price * 2' };
    const joined = await shown([
      step('dearer', 'formula-column', twice, { table: [tables.prices] }),
      step('left', 'filter-rows', { condition: 'id % 10 == 0' }, { table: [tables.large] }),
      step(
        'join',
        'join-tables',
        { how: 'left', keys: [{ left: 'id', right: 'key' }] },
        { left: ['left'], right: ['dearer'] },
      ),
    ]);
    const ids = sampled.filter((id) => id % 10 === 0);
    expect(joined.total).toBe(ids.length);
    expect(joined.basis).toEqual(wide);
    const [id, price] = ['id', 'twice'].map((name) => joined.columns.findIndex((column) => column.name === name));
    const found = joined.rows.map((row) => [row[id ?? -1], row[price ?? -1]]);
    expect(found).toEqual(ids.slice(0, 200).map((one) => [one, (one / 10 / 3) * 2]));
  });

  it('cuts each of several tables that are put one below the other', async () => {
    const both = step('both', 'union-tables', {}, { tables: [tables.large, tables.small] });
    const { basis, total } = await shown([both]);
    expect([basis, total]).toEqual([{ ...wide, rows: 10_060, of: rows + 60 }, 10_060]);
  });

  it('keeps tables apart that are one file and differ in what is said of it', async () => {
    const twin = {
      ...tables.large,
      result: await runner.run('select-columns', {
        params: { ids: ['id'] },
        inputs: { table: [[tables.large.result, 'table']] },
      }),
    };
    const { table } = tables.large.result.outputs;
    const meta = twin.result.outputs['table.meta'];
    const sameFile = { ...twin, result: { ...twin.result, outputs: { table: table!, 'table.meta': meta! } } };
    const both = step('both', 'union-tables', {}, { tables: [tables.large, sameFile] });
    expect((await shown([both])).basis).toEqual({ ...wide, rows: 20_000, of: 2 * rows, places: 40 });
  });

  it('takes a sample of a table with a column that is called as the engine calls its own', async () => {
    const odd = await makeStored('odd', 20_000, { ...cells, file_row_number: ['integer', 'BIGINT', 'i * 2'] });
    const artifacts = step('sort', 'sort-rows', {}, { table: [odd] });
    const { columns, rows: made, rowNumbers } = await shown([artifacts]);
    const at = columns.findIndex(({ name }) => name === 'file_row_number');
    expect(made.map((row) => row[at])).toEqual(rowNumbers.map((row) => row * 2));
    expect(made).toHaveLength(200);
  });

  it('learns from the sample, from its train rows where it is split', async () => {
    const {
      parts,
      columns,
      rows: made,
      basis,
    } = await shown(
      [
        step('few', 'sample-rows', { by: 'count', count: 900 }, { table: [tables.large] }),
        step('split', 'split-rows', { strategy: 'random' }, { table: ['few'] }),
        step('scale', 'scale-numbers', { columns: ['amount'] }, { table: ['split.split'] }),
      ],
      { rows: 1000 },
    );
    expect(new Set(parts)).toEqual(new Set(['train', 'validation', 'test']));
    const at = columns.findIndex(({ name }) => name === 'amount');
    const meanOf = (part: string) => {
      const values = made.flatMap((row, place) =>
        parts?.[place] === part && row[at] !== null ? [Number(row[at])] : [],
      );
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(meanOf('train')).toBeCloseTo(0, 9);
    expect(Math.abs(meanOf('test'))).toBeGreaterThan(1e-6);
    expect(basis).toEqual(wide);
  });

  it('runs a query over the sample, and over small tables as they are', async () => {
    const counted = (table: Stored) =>
      shown([step('query', 'sql', { query: 'SELECT count(*) AS n FROM a' }, { a: [table] })]);
    expect((await counted(tables.large)).rows).toEqual([[10_000]]);
    expect((await counted(tables.small)).rows).toEqual([[60]]);
  });

  it('shows a dataset, and starts at one', async () => {
    const artifacts = Object.values(tables.large.result.outputs);
    const batch = { kind: 'batch' as const, id: 'batch 1', label: 'batch 1', artifacts: {} };
    const data = {
      ...step('data', 'dataset', { dataset: 'd' }),
      references: { data: batch },
      referenced: { data: artifacts },
    };
    const all = await shown([data]);
    expect([all.total, all.basis.way, all.rowNumbers.at(-1)]).toEqual([rows, 'all', 199]);
    const filtered = await shown([data, step('some', 'filter-rows', { condition: 'id > 2' }, { table: ['data'] })]);
    expect([filtered.basis.way, filtered.rowNumbers[0]]).toEqual(['first-rows', 3]);
    const sorted = await shown([data, step('sort', 'sort-rows', {}, { table: ['data'] })]);
    expect(sorted.basis).toEqual(wide);
  });
});

describe('preview that shows no rows', () => {
  it('names the step that stops, though a later one is looked at', async () => {
    const answer = await stopped(
      chain([
        ['formula-column', { name: 'twice', formula: 'amount * 2' }],
        ['cast-types', { types: { day: 'boolean' } }],
        ['sort-rows', {}],
      ]),
    );
    expect(answer).toMatchObject({
      ok: false,
      step: 's1',
      error: { code: 'no-conversion', place: 'My s1 › day', family: 'pipeline' },
      basis: wide,
    });
  });

  it('checks rules about single rows on a part, and those about all rows only where all are there', async () => {
    const rules = (...given: JsonObject[]) => ({ rules: given });
    const many: JsonObject = { check: 'row-count', low: 200_000, fail: 'stop' };
    const part = await shown(chain([['check-quality', rules(many)]]));
    expect(part.notes.map(({ message }) => message)).toEqual([
      'How many rows there are and how fresh they are is checked when it runs.',
    ]);
    const whole = await stopped([step('check', 'check-quality', rules(many), { table: [tables.small] })]);
    expect(whole).toMatchObject({ step: 'check', error: { code: 'quality-rule-broken' }, basis: { way: 'all' } });
    const given = await stopped(chain([['check-quality', rules(many, { check: 'not-null', column: 'amount' })]]));
    expect(given).toMatchObject({ step: 's0', error: { code: 'quality-rule-broken', column: 'amount' } });
  });

  it('ends when it takes too long, with what to do instead', async () => {
    const context = { session, folder: newFolder(), signal: new AbortController().signal };
    const limits = { threads: 2, memoryMegabytes: 1024 };
    const answer = await runPreview(taskOf(chain([['sort-rows', {}]])), { ...context, limits }, 0);
    expect(answer).toMatchObject({ ok: false, step: 's0', error: { code: 'preview-time-limit', place: 'My s0' } });
  });

  it.each(['publish-features', 'deploy', 'logistic-regression', 'evaluate'])(
    'refuses %s, also behind others',
    async (type) => {
      const refused = expect.stringMatching(/Run the pipeline to here/);
      const alone = [step('no', type, {}, { table: [tables.small] })];
      const behind = [
        step('sort', 'sort-rows', {}, { table: [tables.small] }),
        step('no', type, {}, { table: ['sort'] }),
      ];
      for (const steps of [alone, behind]) await expect(preview(steps)).rejects.toMatchObject({ message: refused });
    },
  );

  it('ends with the request when nobody waits for it', async () => {
    const controller = new AbortController();
    controller.abort(new Error('gone'));
    const args: Json = JSON.parse(JSON.stringify(taskOf(chain([['sort-rows', {}]]))));
    const request = { kind: 'task' as const, id: '1', task: 'preview', args, folder: newFolder() };
    await expect(runTask({ ...request, threads: 2, memoryMegabytes: 1024 }, controller.signal)).rejects.toThrow('gone');
  });
});
