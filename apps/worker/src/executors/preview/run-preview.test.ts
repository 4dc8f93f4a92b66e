import { closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type TableMeta, tableMetaSchema } from '@millrace/pipeline-core/features';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import { type PreviewAnswer, previewAnswerSchema } from '@millrace/pipeline-core/preview';
import { beforeAll, describe, expect, it } from 'vitest';
import { runTask } from '../../child/tasks';
import { plainTable } from '../../data/plain-table';
import { choosePlaces } from '../../data/preview/choose-places';
import { cutTable } from '../../data/preview/cut-table';
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
import { cutInput } from './bring-table';
import type { PreviewWork } from './preview-work';
import { rowsInTime, runPreview } from './run-preview';

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

/** The rows that stand for the large table, as a step of a run would hand them on. */
async function sampleResult(): Promise<StepResult> {
  const { path, meta, result } = tables.large;
  const to = join(newFolder(), 'sample.parquet');
  const { meta: cut } = await cutTable(session, { path, meta, cut: { way: 'sample', rows: 10_000 }, to });
  const artifacts = await Promise.all(tableOutputs('table', to, cut).map(store));
  return { ...result, outputs: Object.fromEntries(artifacts.map((artifact) => [artifact.port, artifact])) };
}

/** `<step>` or `<step>.<port>` of this preview, or a stored table. */
type From = string | Stored;

/** The same file as a table of other metadata. */
async function withMeta({ path, meta }: Stored, change: Partial<TableMeta>): Promise<Stored> {
  const artifacts = await Promise.all(tableOutputs('table', path, { ...meta, ...change }).map(store));
  const outputs = Object.fromEntries(artifacts.map((artifact) => [artifact.port, artifact]));
  return { path, meta: { ...meta, ...change }, result: { outputs, events: [], logs: [], folder: root } };
}

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

type Options = { port?: string; rows?: number; columns?: number; paths?: string[] };

function taskOf(steps: PlacedStep[], options: Options = {}): PreviewTask {
  const { port = 'table', rows: wanted = 200, columns, paths: more = [] } = options;
  const last = steps.at(-1)?.id ?? stepIdSchema.parse('none');
  const paths = [...Object.values(tables).map(({ path }) => path), ...more];
  return previewTaskSchema.parse({ steps, show: { step: last, port }, rows: wanted, columns, paths });
}

function newFolder(): string {
  const folder = join(root, `task-${folders++}`);
  mkdirSync(folder);
  return folder;
}

/** As a child of the data service answers. */
async function preview(steps: PlacedStep[], options: Options = {}): Promise<PreviewAnswer> {
  const args: Json = JSON.parse(JSON.stringify(taskOf(steps, options)));
  const request = { kind: 'task' as const, id: '1', task: 'preview', args, folder: newFolder() };
  return previewAnswerSchema.parse(
    await runTask({ ...request, threads: 2, memoryMegabytes: 1024 }, new AbortController().signal),
  );
}

async function shown(steps: PlacedStep[], options: Options = {}) {
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

/** Columns as a run has them: it marks nothing. */
function plain(columns: readonly { name: string; type: string }[]) {
  return columns.map(({ name, type }) => ({ name, type }));
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
    expect({ columns: plain(columns), rowNumbers, rows: made }).toEqual(await firstRows([[type, params]], 200));
    expect(basis).toEqual({ way: 'first-rows', rows: type === 'filter-rows' ? 10_000 : 200, of: rows, places: 1 });
  });

  it('computes a chain of three that have not run', async () => {
    const steps = [ways[2]!, ways[4]!, ways[5]!];
    const { columns, rowNumbers, rows: made, total } = await shown(chain(steps));
    expect({ columns: plain(columns), rowNumbers, rows: made }).toEqual(await firstRows(steps, 200));
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

describe('columns of a preview', () => {
  const hashing = () => chain([['vectorise-text', { columns: ['word'], method: 'hashing' }]]);

  it('are marked where the step made or changed them', async () => {
    const marks = async (type: string, params: JsonObject) =>
      (await shown(chain([[type, params]]))).columns.flatMap(({ name, change }) => (change ? [[name, change]] : []));
    expect(await marks('formula-column', { name: 'twice', formula: 'amount * 2' })).toEqual([['twice', 'new']]);
    expect(await marks('scale-numbers', { columns: ['amount'], method: 'standard' })).toEqual([['amount', 'changed']]);
    expect(await marks('sort-rows', { keys: [{ column: 'amount' }] })).toEqual([]);
    const mean = { by: ['word'], measures: [{ what: 'mean', column: 'amount', as: 'mean' }] };
    expect(await marks('aggregate', mean)).toEqual([['mean', 'new']]);
  });

  it('are as many as asked for, with the cells they have among all of them', async () => {
    const few = await shown(hashing(), { columns: 60 });
    const all = await shown(hashing());
    expect([few.columns.length, few.columnCount, few.total]).toEqual([60, 1027, 200]);
    expect([all.columns.length, all.columnCount]).toEqual([1027, 1027]);
    expect(few.columns.slice(0, 4).map(({ name }) => name)).toEqual(['id', 'amount', 'day', 'word#0']);
    expect(few.rows).toEqual(all.rows.map((row) => row.slice(0, 60)));
    expect(few.basis).toEqual({ way: 'first-rows', rows: 200, of: rows, places: 1 });
  });

  it('are all there for the steps behind', async () => {
    const behind = chain([
      ['vectorise-text', { columns: ['word'], method: 'hashing', buckets: 100 }],
      ['formula-column', { name: 'last', formula: '`word#99` + 1' }],
    ]);
    const { columns, columnCount } = await shown(behind, { columns: 10 });
    expect([columns.length, columnCount, columns.at(-1)]).toEqual([
      10,
      104,
      { name: 'last', type: 'number', change: 'new' },
    ]);
  });

  it('are told of where their cells could not be read, also those that are not shown', async () => {
    const { columns, notes } = await shown(chain([['cast-types', { types: { word: 'integer', id: 'text' } }]]), {
      columns: 1,
    });
    expect(columns.map(({ name }) => name)).toEqual(['id']);
    expect(notes.map(({ message }) => message)).toEqual([expect.stringContaining('cells of "word" could not be read')]);
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

  it('computes on fewer rows where each of them takes long', async () => {
    const terms = { columns: ['word'], method: 'tf-idf' }; // a thousand columns at most
    const { total, basis } = await shown(chain([['vectorise-text', terms]]));
    expect([total, basis]).toMatchObject([1000, { way: 'sample', rows: 1000, of: rows }]);
  });

  it('adds up what the steps of a chain take, and what each text of one does', () => {
    const terms = (columns: string[]) => ({ type: 'vectorise-text', params: { columns, maxFeatures: 60 } });
    expect(rowsInTime([terms(['word'])])).toBe(10_000);
    expect(rowsInTime([terms(['word']), { type: 'sort-rows', params: {} }, terms(['word'])])).toBeLessThan(7000);
    expect(rowsInTime([terms(['word', 'note'])])).toBe(6666);
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
    const split = step('split', 'split-rows', { strategy: 'random' }, { table: [tables.large] });
    const impute = { columns: ['amount'], numbers: 'mean' };
    const filled = step('fill', 'impute-missing', impute, { table: ['split.split'] });
    const options = { rows: 1000 };
    const before = await preview([split], { ...options, port: 'split' });
    const after = await shown([split, filled], options);
    if (!before.ok) throw new Error(before.error.message);
    expect(new Set(after.parts)).toEqual(new Set(['train', 'validation', 'test']));
    expect(after.basis).toEqual(wide);
    const [from, to] = [before, after].map(({ columns }) => columns.findIndex(({ name }) => name === 'amount'));
    const gaps = before.rows.flatMap((row, at) => (row[from ?? -1] === null ? [after.rows[at]?.[to ?? -1]] : []));
    expect(gaps.length).toBeGreaterThan(100);
    const parts = await runner.run('split-rows', {
      params: { strategy: 'random' },
      inputs: { table: [[await sampleResult(), 'table']] },
    });
    const rowsOf = `read_parquet('${parts.outputs.split?.path}')`;
    const { train, any } = await session.numbers(
      `SELECT avg(amount) FILTER (__part = 'train') AS train, avg(amount) AS "any" FROM ${rowsOf}`,
    );
    expect(new Set(gaps).size).toBe(1);
    expect(gaps[0]).toBeCloseTo(train ?? 0, 6);
    expect(gaps[0]).not.toBeCloseTo(any ?? 0, 6);
  });

  it('keeps two tables apart that are one file', async () => {
    const columns = tables.large.meta.columns.map((column) => ({ ...column, role: 'ignore' as const }));
    const twin = await withMeta(tables.large, { columns });
    const signal = new AbortController().signal;
    const work: PreviewWork = {
      ...{ session, folder: newFolder(), signal, late: signal, limits: { threads: 2, memoryMegabytes: 1024 } },
      task: taskOf(chain([['sort-rows', {}]])),
      cut: { way: 'sample', rows: 10_000 },
      ...{ made: new Map(), cuts: new Map(), notes: [] },
    };
    const roles = async ({ result }: Stored) => {
      const { input } = await cutInput(work, { title: 'stored', artifacts: Object.values(result.outputs) });
      const meta = input.artifacts.find(({ port }) => port === 'table.meta')?.inline;
      return new Set(tableMetaSchema.parse(meta).columns.map(({ role }) => role));
    };
    expect([await roles(tables.large), await roles(twin)]).toEqual([new Set(['feature']), new Set(['ignore'])]);
  });

  it('reads of a large right side what the left rows look up, and tells of repeats among them', async () => {
    const right = await makeStored('orders', 250_000, {
      key: ['integer', 'BIGINT', 'i % 125000'],
      price: ['number', 'DOUBLE', 'i / 3'],
    });
    const joined = (how: string) => {
      const params = { how, keys: [{ left: 'id', right: 'key' }] };
      return shown([step('join', 'join-tables', params, { left: [tables.large], right: [right] })]);
    };
    const matching = sampled.filter((id) => id < 125_000);
    const inner = await joined('inner');
    expect([inner.total, inner.basis]).toEqual([matching.length * 2, wide]);
    expect(inner.notes.map(({ message }) => message)[0]).toContain(`${matching.length} left rows with several matches`);
    const price = inner.columns.findIndex(({ name }) => name === 'price');
    expect(inner.rows.slice(0, 2).map((row) => row[price])).toEqual([0, 125_000 / 3]); // in the order of the right table
    expect((await joined('anti')).total).toBe(10_000 - matching.length);
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

describe('preview behind batches that are read together', () => {
  /** Three batches of the large table: 900,000 rows. */
  function stack(): PlacedStep {
    const batches = [1, 2, 3].map((number) => ({
      id: `00000000-0000-4000-8000-00000000000${number}`,
      number,
      port: `b${number}`,
    }));
    const data = step('data', 'dataset', { dataset: 'd', batch: 'all', batchColumn: 'batch' });
    const artifacts = Object.values(tables.large.result.outputs);
    const referenced = batches.flatMap(({ port }) =>
      artifacts.map((artifact) => ({ ...artifact, port: artifact.port.replace('table', port) })),
    );
    const several = { kind: 'batches' as const, id: 'd', label: '', artifacts: {}, data: { batches, leftOut: [] } };
    return { ...data, references: { data: several }, referenced: { data: referenced } };
  }
  const behind = (type: string, params: JsonObject = {}) => step('next', type, params, { table: ['data'] });
  const of = 3 * rows;

  it('stacks some rows and no more, those that a run begins with', async () => {
    const alone = await shown([stack()]);
    expect([alone.total, alone.basis]).toEqual([200, { way: 'first-rows', rows: 200, of, places: 1 }]);
    const { basis, rowNumbers, total } = await shown([stack(), behind('filter-rows', { condition: 'id % 2 == 0' })]);
    expect(basis).toEqual({ way: 'first-rows', rows: 10_000, of, places: 1 });
    expect([total, rowNumbers.at(-1)]).toEqual([5000, 398]);
  });

  it('looks at all batches where a step looks at more than one row, or none of the first ones fits', async () => {
    const ends = async (direction: string) => {
      const sorted = await shown([stack(), behind('sort-rows', { keys: [{ column: 'batch', direction }] })]);
      expect([sorted.total, sorted.basis]).toEqual([10_000, { way: 'sample', rows: 10_000, of, places: 20 }]);
      return sorted.rows[0]?.[sorted.columns.findIndex(({ name }) => name === 'batch')];
    };
    expect([await ends('ascending'), await ends('descending')]).toEqual([1, 3]);
    const last = await shown([stack(), behind('filter-rows', { condition: 'batch == 3' })]);
    expect(last.basis.way).toBe('sample');
    expect(last.rowNumbers[0]).toBe(2 * rows); // numbered on through the batches
  });

  it('stacks all of them where rows are held against them', async () => {
    const keys = [{ left: 'id', right: 'id' }];
    const joined = await shown([
      stack(),
      step('join', 'join-tables', { how: 'left', keys }, { left: [tables.small], right: ['data'] }),
    ]);
    expect(joined.total).toBe(3 * 60);
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

  it('refuses steps that act, train or judge, wherever they stand', async () => {
    const sorted = step('sort', 'sort-rows', {}, { table: [tables.small] });
    for (const type of ['publish-features', 'logistic-regression', 'evaluate', 'deploy', 'land-batch']) {
      const alone = preview([step('no', type, {}, { table: [tables.small] })]);
      await expect(alone).rejects.toThrow(/Run the pipeline to here/);
      const behind = preview([sorted, step('no', type, {}, { table: ['sort'] })]);
      await expect(behind).rejects.toThrow(/Run the pipeline to here/);
    }
  });

  it('leaves to a run what it would have to read whole, and is too large for that', async () => {
    const many = await withMeta(tables.prices, { rows: 2_000_000 });
    const keys = [{ left: 'id', right: 'key' }];
    const full = await stopped([
      step('join', 'join-tables', { how: 'full', keys }, { left: [tables.large], right: [many] }),
    ]);
    expect(full).toMatchObject({ step: 'join', error: { code: 'preview-too-large', place: 'My join' } });
    expect(full.error.message).toContain('2,000,000 rows of stored');
    const heavy = join(root, 'heavy.parquet');
    const file = openSync(heavy, 'w');
    ftruncateSync(file, 65 * 1024 ** 2); // takes no room
    closeSync(file);
    const large = await withMeta({ ...tables.prices, path: heavy }, {});
    const query = { query: 'SELECT * FROM a JOIN b ON a.id = b.key' };
    const copied = await stopped([step('query', 'sql', query, { a: [tables.large], b: [large] })]);
    expect(copied).toMatchObject({ step: 'query', error: { code: 'preview-too-large', seen: '65 MB of stored' } });
  });

  it('tells nothing of single rows where some are test rows, and nothing of places of files', async () => {
    const rules = { rules: [{ check: 'not-null', column: 'amount', fail: 'warn' }] };
    const split = step('split', 'split-rows', { strategy: 'random' }, { table: [tables.large] });
    const told = async (steps: PlacedStep[]) => (await shown(steps)).notes.map(({ message }) => message).join(' ');
    expect(await told(chain([['check-quality', rules]]))).toMatch(/rows break it \(row \d+: missing/);
    const behind = await told([split, step('check', 'check-quality', rules, { table: ['split.split'] })]);
    expect(behind).toMatch(/rows break it\.$/);
    const path = join(newFolder(), 'lost.parquet');
    const { table: kept, ...outputs } = tables.small.result.outputs;
    if (kept === undefined) throw new Error('the small table is not stored');
    const lost = {
      ...tables.small,
      result: { ...tables.small.result, outputs: { ...outputs, table: { ...kept, path } } },
    };
    const failed = await preview([step('sort', 'sort-rows', {}, { table: [lost] })], { paths: [path] }).then(
      (answer) => (answer.ok ? null : answer.error),
      (error: unknown) => (error instanceof PipelineError ? error.report : null),
    );
    expect(failed).not.toBeNull();
    expect(JSON.stringify({ ...failed, detail: '' })).not.toContain(root);
  });

  it('ends with the request when nobody waits for it', async () => {
    const controller = new AbortController();
    controller.abort(new Error('gone'));
    const args: Json = JSON.parse(JSON.stringify(taskOf(chain([['sort-rows', {}]]))));
    const request = { kind: 'task' as const, id: '1', task: 'preview', args, folder: newFolder() };
    await expect(runTask({ ...request, threads: 2, memoryMegabytes: 1024 }, controller.signal)).rejects.toThrow('gone');
  });
});
