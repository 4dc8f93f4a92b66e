import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { topicCatalog } from '@millrace/pipeline-core/events';
import { isNullCell } from '@millrace/pipeline-core/expression';
import { planToRowFunction, tableMetaSchema } from '@millrace/pipeline-core/features';
import type { Json } from '@millrace/pipeline-core/json';
import { formulaColumns, getContract, listContracts } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { parquetRelation, quoteName, quoteNames } from '../data/sql-text';
import { scratchFolder, scratchSession } from '../data/testing/scratch';
import { testGuests } from '../testing/test-python';
import { type CaseTable, type ConformanceCase, caseSchema } from './testing/case-schema';
import { makeTable } from './testing/make-table';
import { type StepResult, StepRunner } from './testing/run-steps';

const root = scratchFolder('cases');
const casesFolder = join(import.meta.dirname, 'cases');
const session = scratchSession(root);
let folders = 0;

function casesOf(type: string): ConformanceCase[] {
  const folder = join(casesFolder, type);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => caseSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
}

function newFolder(name: string): string {
  const folder = join(root, `${name}-${folders++}`);
  mkdirSync(folder);
  return folder;
}

function needsPython(type: string): boolean {
  return getContract(type).needs === 'python';
}

type Connected = Record<string, [StepResult, string][]>;

/** The result of the last step, and what was connected to it. */
async function runCase(one: ConformanceCase): Promise<{ result: StepResult; inputs: Connected }> {
  const runner = new StepRunner(newFolder('case'));
  const results = new Map<string, StepResult>();
  if (one.table !== undefined) results.set('table', await makeTable(session, newFolder('table'), one.table));
  for (const [name, table] of Object.entries(one.tables))
    results.set(name, await makeTable(session, newFolder('table'), table));
  let last: { result: StepResult; inputs: Connected } | undefined;
  for (const { id, type, params, inputs, view, trial, batches: names } of one.steps) {
    const connected = Object.entries(inputs).map(([port, sources]): [string, [StepResult, string][]] => [
      port,
      sources.map((source) => {
        const [from = '', output = 'table'] = source.split('.');
        const result = results.get(from);
        if (result === undefined) throw new Error(`the case names no step "${from}"`);
        return [result, output];
      }),
    ]);
    const versions = (view?.versions ?? []).flatMap((name) => results.get(name) ?? []);
    const published = view === undefined ? {} : { view: { shape: view.shape, versions } };
    const batches = names?.flatMap((name) => results.get(name) ?? []);
    const connections = Object.fromEntries(connected);
    const several = batches === undefined ? {} : { batches };
    const tried = trial === undefined ? {} : { trial };
    const { grant } = needsPython(type) ? await testGuests() : { grant: null };
    const guests = grant === null ? {} : { guests: grant };
    const options = { params, inputs: connections, ...published, ...several, ...tried, ...guests };
    last = { result: await runner.run(type, options), inputs: connections };
    results.set(id, last.result);
  }
  if (last === undefined) throw new Error('a case has at least one step');
  return last;
}

async function checkTable(result: StepResult, wanted: ConformanceCase['expect']): Promise<void> {
  const meta = result.outputs[`${wanted.port}.meta`]?.inline;
  if (
    wanted.columns === undefined &&
    wanted.rows === undefined &&
    wanted.rowCount === undefined &&
    wanted.types === undefined &&
    wanted.rowNumbers === undefined &&
    wanted.origin === undefined &&
    wanted.cutBy === undefined &&
    wanted.parts === undefined &&
    wanted.folds === undefined
  )
    return;
  const { columns, rows, plan } = tableMetaSchema.parse(meta);
  const names = columns.map(({ name }) => name);
  if (wanted.columns !== undefined) expect(names).toEqual(wanted.columns);
  if (wanted.rowCount !== undefined) expect(rows).toBe(wanted.rowCount);
  const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  if (wanted.types !== undefined) expect(types).toMatchObject(wanted.types);
  const relation = parquetRelation(result.outputs[wanted.port]?.path ?? '');
  if (wanted.rows !== undefined) {
    const found = await session.query(
      `SELECT ${quoteNames(names)} FROM ${relation} ${wanted.inFileOrder ? '' : 'ORDER BY __row'}`,
    );
    const numeric = new Set(columns.filter(({ type }) => type === 'integer').map(({ name }) => name));
    const cells = found.map((row) =>
      names.map((name) => (numeric.has(name) && row[name] !== null ? Number(row[name]) : row[name])),
    );
    expect(cells).toEqual(wanted.rows);
  }
  if (wanted.cutBy !== undefined) expect(plan.cutBy ?? null).toBe(wanted.cutBy);
  if (wanted.rowNumbers !== undefined) {
    const found = await session.query(`SELECT __row AS row FROM ${relation}`);
    expect(found.map(({ row }) => Number(row))).toEqual(wanted.rowNumbers);
  }
  if (wanted.origin !== undefined) {
    const origin = parquetRelation(result.outputs[`${wanted.port}.origin`]?.path ?? '');
    const found = await session.query(`SELECT row, port, source FROM ${origin}`);
    const cells = found.map(({ row, port, source }) => [Number(row), port, source === null ? null : Number(source)]);
    expect(cells).toEqual(wanted.origin);
  }
  if (wanted.parts !== undefined) expect(await countBy(relation, '__part')).toEqual(wanted.parts);
  if (wanted.folds !== undefined) expect(await countBy(relation, '__fold')).toEqual(wanted.folds);
}

async function countBy(relation: string, column: string): Promise<Record<string, unknown>> {
  const found = await session.query(
    `SELECT ${column} AS mark, count(*)::INTEGER AS count FROM ${relation} GROUP BY mark`,
  );
  return Object.fromEntries(found.map(({ mark, count: size }) => [mark === null ? 'none' : String(mark), size]));
}

/** Every table a step writes has the types that its metadata says: later steps read it by them. */
async function checkStoredTypes(result: StepResult): Promise<void> {
  for (const [name, { inline }] of Object.entries(result.outputs).filter(([port]) => port.endsWith('.meta'))) {
    const { columns } = tableMetaSchema.parse(inline);
    const relation = parquetRelation(result.outputs[name.slice(0, -'.meta'.length)]?.path ?? '');
    const found = await session.query(`DESCRIBE SELECT * FROM ${relation}`);
    const stored = new Map(found.map((row) => [String(row.column_name), String(row.column_type)]));
    for (const { name: column, sqlType } of columns) expect(stored.get(column), column).toBe(sqlType);
  }
}

/**
 * Rows can be followed: those that come out have the numbers they had in the input they go through, or an origin that
 * leads from each of them to rows that are there; a step that does neither says so in its contract.
 */
async function checkTraces(type: string, { result, inputs }: { result: StepResult; inputs: Connected }): Promise<void> {
  const contract = getContract(type);
  if (contract.untraceable !== undefined) return;
  const sources = Object.entries(inputs).flatMap(([port, connected]) =>
    connected.map(([from, output], at): [string, string | undefined] => [
      contract.inputs[port]?.many === true ? `${port}.${at}` : port,
      from.outputs[`${output}.meta`] === undefined ? undefined : from.outputs[output]?.path,
    ]),
  );
  const tables = new Map(sources.flatMap(([port, path]) => (path === undefined ? [] : [[port, path] as const])));
  if (tables.size === 0) return; // a source makes its rows
  for (const name of Object.keys(result.outputs).filter((port) => port.endsWith('.meta'))) {
    const port = name.slice(0, -'.meta'.length);
    const made = `SELECT __row FROM ${parquetRelation(result.outputs[port]?.path ?? '')}`;
    const origin = result.outputs[`${port}.origin`]?.path;
    if (origin === undefined) {
      const typed = contract.outputs[port]?.type ?? '';
      const through = typed.startsWith('as:') ? typed.slice('as:'.length) : [...tables.keys()][0];
      const from = parquetRelation(tables.get(through ?? '') ?? '');
      expect(await count(`SELECT * FROM (${made}) WHERE __row NOT IN (SELECT __row FROM ${from})`), port).toBe(0);
      continue;
    }
    const links = `SELECT * FROM ${parquetRelation(origin)}`;
    const here = new Set((await session.query(`SELECT DISTINCT port FROM (${links})`)).map((row) => String(row.port)));
    expect([...tables.keys()]).toEqual(expect.arrayContaining([...here]));
    for (const input of here) {
      const from = parquetRelation(tables.get(input) ?? '');
      const own = `SELECT * FROM (${links}) WHERE port = '${input}'`;
      expect(await count(`SELECT * FROM (${own}) WHERE source NOT IN (SELECT __row FROM ${from})`), input).toBe(0);
      expect(await count(`SELECT * FROM (${own}) WHERE row NOT IN (${made})`), input).toBe(0);
    }
    // A grouping without groups makes one row of no rows.
    if ((await count(links)) > 0)
      expect(await count(`SELECT * FROM (${made}) WHERE __row NOT IN (SELECT row FROM (${links}))`)).toBe(0);
  }
}

async function count(query: string): Promise<number> {
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM (${query})`);
  return rows ?? 0;
}

/**
 * Row-wise steps run in SQL over tables and as functions of one request: every row of the case, sent as a request, must
 * come out as it does in the table.
 */
async function checkRequests(result: StepResult, table: CaseTable, outOfFold: boolean): Promise<void> {
  const { columns, plan, rows } = tableMetaSchema.parse(result.outputs['table.meta']?.inline);
  if (rows !== table.rows.length * table.repeat) return; // filters act on tables only
  const names = formulaColumns(columns.filter(({ role }) => role !== 'target')).map(({ name }) => name);
  const { runRequest, types } = planToRowFunction(plan, names);
  const relation = parquetRelation(result.outputs.table?.path ?? '');
  const plain = names.map((name, at) => plainCell(quoteName(name), types[at]));
  const found = await session.query(`SELECT ${plain.join(', ')} FROM ${relation} ORDER BY __row`);
  found.forEach((row, at) => {
    if (outOfFold && (table.parts?.[at % table.parts.length] ?? 'train') === 'train') return;
    const cells = table.rows[at % table.rows.length] ?? [];
    const request = Object.fromEntries(table.columns.map(({ name }, column) => [name, cells[column] ?? null]));
    const answered = runRequest(request).map((cell) => (isNullCell(cell) ? null : cell));
    expect(answered, JSON.stringify(request)).toEqual(names.map((name) => row[name]));
  });
}

/** SQL of a stored cell in the form of the row function: numbers, days and milliseconds. */
function plainCell(name: string, type: string | undefined): string {
  if (type === 'integer') return `CAST(${name} AS DOUBLE) AS ${name}`;
  if (type === 'date') return `CAST(${name} - DATE '1970-01-01' AS DOUBLE) AS ${name}`;
  if (type === 'timestamp') return `CAST(epoch_ms(${name}) AS DOUBLE) AS ${name}`;
  return name;
}

function valueAt(value: Json | undefined, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((inner, key) => {
    if (inner === null || typeof inner !== 'object') return undefined;
    return Array.isArray(inner) ? inner[Number(key)] : inner[key];
  }, value);
}

describe.each(listContracts().map(({ type }) => type))('%s', (type) => {
  const cases = casesOf(type);

  it('has a case that ends with it', () => {
    expect(cases.length).toBeGreaterThan(0);
    for (const one of cases) expect(one.steps.at(-1)?.type).toBe(type);
  });

  it.each(cases.map((one) => [one.title, one] as const))('%s', async (_title, one) => {
    if (needsPython(type) && (await testGuests()).grant === null) return; // said by testGuests
    const wanted = one.expect;
    const outcome = await runCase(one).catch((error: unknown) => {
      if (error instanceof PipelineError) return error;
      throw error;
    });
    if (outcome instanceof PipelineError) {
      expect(outcome.report.code, outcome.message).toBe(wanted.error);
      return;
    }
    expect(wanted.error).toBeUndefined();
    const { result } = outcome;
    await checkTable(result, wanted);
    await checkStoredTypes(result);
    await checkTraces(type, outcome);
    if (getContract(type).flags.rowWise === true && one.table !== undefined)
      await checkRequests(result, one.table, wanted.outOfFold);
    if (wanted.outputs !== undefined) expect(Object.keys(result.outputs)).toEqual(wanted.outputs);
    for (const text of wanted.logs ?? []) expect(result.logs.join('\n')).toContain(text);
    if (wanted.events !== undefined) expect(result.events.map(({ topic }) => topic)).toEqual(wanted.events);
    for (const { topic, payload } of result.events) {
      expect(Object.keys(topicCatalog)).toContain(topic);
      topicCatalog[topic as keyof typeof topicCatalog].parse(payload); // the line before says that it is a topic
    }
    for (const [port, values] of Object.entries(wanted.values ?? {})) {
      for (const [path, value] of Object.entries(values))
        expect(valueAt(result.outputs[port]?.inline, path), path).toEqual(value);
    }
  });
});
