import type { StoredColumn } from '@millrace/pipeline-core/features';
import { type ColumnProfile, holdsCodes } from '@millrace/pipeline-core/profile';
import { blocksOf } from '../blocks-of';
import type { DuckSession } from '../duckdb';
import { quoteName } from '../sql-text';
import { columnBlock, columnsHeld, columnView, isScale, valueSql } from './column-sql';
import { readsAsTime } from './digit-times';
import { lengthHistogram, scaleHistogram } from './histograms';

export type ColumnFacts = Omit<ColumnProfile, 'targetScore'>;

/** Tables up to this many rows are counted exactly; larger ones estimate distinct values and quantiles. */
const exactRows = 100_000;
/** Columns counted in one query: the engine takes about 20 MB for each whose different values it counts. */
const countedAtOnce = 10;
const topValues = 10;

const shares = [
  ['median', 0.5],
  ['low', 0.005],
  ['high', 0.995],
] as const;

type Row = Record<string, number | null>;
type Context = { session: DuckSession; relation: string; rows: number; exact: boolean };

/** Facts of every column of a relation. */
export async function profileColumns(
  session: DuckSession,
  options: { relation: string; rows: number; columns: readonly StoredColumn[] },
): Promise<ColumnFacts[]> {
  const context = { session, relation: options.relation, rows: options.rows, exact: options.rows <= exactRows };
  const facts: ColumnFacts[] = [];
  const held = columnsHeld({ columns: options.columns.length, rows: options.rows });
  for (const block of blocksOf(options.columns, held)) {
    const relation = context.exact
      ? await columnBlock(session, options.relation, block)
      : columnView(options.relation, block);
    const rows = await figuresOf(session, { relation, block, exact: context.exact });
    for (const [at, column] of block.entries())
      facts.push(await profileColumn({ ...context, relation }, column, rows[at] ?? {}));
  }
  return facts;
}

/** The figures of each column of a block. */
async function figuresOf(
  session: DuckSession,
  o: { relation: string; block: readonly StoredColumn[]; exact: boolean },
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const some of blocksOf(o.block, countedAtOnce)) {
    const items = some.flatMap((column, at) => aggregates(column, at, o.exact));
    const row = await session.numbers(`SELECT ${items.join(', ')} FROM ${o.relation}`);
    rows.push(...some.map((_, at) => pick(row, at)));
  }
  return rows;
}

/** The figures of one column, without the number that told it from the others. */
function pick(row: Row, at: number): Row {
  const ending = `_${at}`;
  const own = Object.entries(row).filter(([name]) => name.endsWith(ending));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(0, -ending.length), value]));
}

function aggregates(column: StoredColumn, at: number, exact: boolean): string[] {
  const x = valueSql(column);
  const name = (label: string) => `${label}_${at}`;
  const common = [
    `count(${x}) AS ${name('present')}`,
    `${exact ? `count(DISTINCT ${x})` : `approx_count_distinct(${x})`} AS ${name('distinct')}`,
  ];
  if (isScale(column)) {
    const digest = `approx_quantile(${x}, [${shares.map(([, share]) => share).join(', ')}])`;
    const quantiles = shares.map(([label, share], place) =>
      // The engine makes equal aggregates once: one digest for the three of them.
      exact ? `quantile_cont(${x}, ${share}) AS ${name(label)}` : `${digest}[${place + 1}] AS ${name(label)}`,
    );
    return [
      ...common,
      `min(${x}) AS ${name('min')}`,
      `max(${x}) AS ${name('max')}`,
      `avg(${x}) AS ${name('mean')}`,
      `stddev_samp(${x}) AS ${name('sd')}`,
      ...quantiles,
      `count(*) FILTER (${x} = 0) AS ${name('zeros')}`,
      `count(*) FILTER (${x} < 0) AS ${name('negatives')}`,
    ];
  }
  if (column.type !== 'text') return common;
  return [
    ...common,
    `min(length(${x})) AS ${name('shortest')}`,
    `avg(length(${x})) AS ${name('length')}`,
    `max(length(${x})) AS ${name('longest')}`,
    `approx_quantile(length(${x}), 0.995) AS ${name('long')}`,
    `count(*) FILTER (trim(${x}) = '') AS ${name('blank')}`,
    `count(*) FILTER (regexp_full_match(trim(${x}), '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?')) AS ${name('numeric')}`,
    `count(*) FILTER (contains(trim(${x}), ' ')) AS ${name('spaced')}`,
  ];
}

async function profileColumn(context: Context, column: StoredColumn, row: Row): Promise<ColumnFacts> {
  const present = row.present ?? 0;
  const facts: ColumnFacts = {
    name: column.name,
    type: column.type,
    role: column.role,
    rows: context.rows,
    missing: context.rows - present,
    // An estimate may exceed the rows there are.
    distinct: Math.min(row.distinct ?? 0, present),
    distinctIsExact: context.exact,
    min: null,
    max: null,
    mean: null,
    sd: null,
    median: null,
    zeros: null,
    negatives: null,
    histogram: null,
    top: [],
    samples: [],
    looksLikeId: looksLikeId(column, row, present),
    constant: (row.distinct ?? 0) <= 1,
  };
  if (present === 0) return facts;
  const top = await topOf(context, column, facts.distinct);
  if (isScale(column))
    return { ...facts, ...scaleFacts(column, row), ...top, histogram: await scaleHistogram(context, column, row) };
  if (column.type !== 'text') return { ...facts, ...top };
  const lengths = await lengthHistogram(context, column, row);
  const texts = { ...facts, ...top, ...textFacts(row, present), ...(await digitFacts(context, column, row)) };
  const isId = texts.looksLikeId || (isUnique(row, present) && holdsCodes(texts));
  return { ...texts, looksLikeId: isId, ...(lengths === null ? {} : { lengthHistogram: lengths }) };
}

function scaleFacts(column: StoredColumn, row: Row): Partial<ColumnFacts> {
  const { min = null, max = null } = row;
  if (column.type === 'date' || column.type === 'timestamp')
    return { min: isoOf(column, min), max: isoOf(column, max) };
  const { mean = null, sd = null, median = null, zeros = null, negatives = null, low = null, high = null } = row;
  const middle = low === null || high === null ? {} : { middle: { low, high } };
  return { min, max, mean, sd, median, ...middle, zeros, negatives };
}

function isoOf(column: StoredColumn, milliseconds: number | null | undefined): string | null {
  if (milliseconds === null || milliseconds === undefined) return null;
  const text = new Date(milliseconds).toISOString();
  return column.type === 'date' ? text.slice(0, 10) : text;
}

function textFacts(row: Row, present: number): Partial<ColumnFacts> {
  const blankTexts = row.blank ?? 0;
  const filled = present - blankTexts;
  return {
    textLengths: { min: row.shortest ?? 0, mean: row.length ?? 0, max: row.longest ?? 0 },
    blankTexts,
    numericTexts: filled === 0 ? 0 : (row.numeric ?? 0) / filled,
  };
}

/**
 * A column that says which row it is: texts that are nearly all different, short and mostly without spaces, or whole
 * numbers that count the rows. Numbers with a few dirty cells among them are no such texts.
 */
function looksLikeId(column: StoredColumn, row: Row, present: number): boolean {
  const distinct = row.distinct ?? 0;
  if (!isUnique(row, present)) return false;
  if (column.type === 'text')
    return (row.length ?? 0) <= 40 && (row.spaced ?? 0) < present * 0.2 && (row.numeric ?? 0) < present * 0.95;
  if (column.type !== 'integer') return false;
  return distinct >= present * 0.999 && (row.max ?? 0) - (row.min ?? 0) + 1 <= present * 1.05;
}

/** Nearly every value is another one, and there are enough to tell. */
function isUnique({ distinct }: Row, present: number): boolean {
  return present > 20 && (distinct ?? 0) >= present * 0.95;
}

/**
 * How the digits among the texts look, where most texts are numbers. A look of its own at such columns, which are few:
 * counted with the other figures, every column of words would pay for the patterns.
 */
async function digitFacts(
  context: Context,
  column: StoredColumn,
  { present, blank, numeric }: Row,
): Promise<Pick<ColumnFacts, 'digitTexts'>> {
  const numbers = numeric ?? 0;
  if (numbers <= ((present ?? 0) - (blank ?? 0)) / 2) return {};
  const found = await context.session.query(
    `SELECT length(x) AS length, count(*) AS count, count(*) FILTER (starts_with(x, '0') AND length(x) > 1) AS zeros,
        count(*) FILTER (${readsAsTime('x')}) AS times
      FROM (SELECT trim(${valueSql(column)}) AS x FROM ${context.relation})
      WHERE regexp_full_match(x, '[0-9]+') GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  const sum = (key: string) => found.reduce((total, group) => total + Number(group[key]), 0);
  const [commonest] = found;
  const count = sum('count');
  if (commonest === undefined) return {};
  return {
    digitTexts: {
      share: Math.min(1, count / numbers),
      leadingZeros: sum('zeros') / count,
      length: Number(commonest.length),
      sameLength: Number(commonest.count) / count,
      times: sum('times') / count,
    },
  };
}

/** Most frequent values where they say something, and the first different ones as samples. */
async function topOf(
  context: Context,
  column: StoredColumn,
  distinct: number,
): Promise<Pick<ColumnFacts, 'top' | 'samples'>> {
  if (column.type === 'bytes') return { top: [], samples: [] };
  const isTime = column.type === 'date' || column.type === 'timestamp';
  const x = isTime ? `CAST(${quoteName(column.name)} AS VARCHAR)` : valueSql(column);
  const source = `(SELECT ${x} AS x FROM ${context.relation}) WHERE x IS NOT NULL`;
  const samples = await context.session.query(`SELECT DISTINCT x FROM (SELECT x FROM ${source} LIMIT 200) LIMIT 5`);
  const counts = column.type === 'text' || column.type === 'boolean' || (column.type === 'integer' && distinct <= 100);
  const found = counts
    ? await context.session.query(
        `SELECT x, count(*) AS count FROM ${source} GROUP BY x ORDER BY count(*) DESC, x LIMIT ${topValues}`,
      )
    : [];
  return {
    top: found.map(({ x: value, count }) => ({ value: cellOf(value), count: Number(count) })),
    samples: samples.map(({ x: value }) => cellOf(value)).sort(),
  };
}

function cellOf(value: unknown): string | number | boolean {
  return typeof value === 'string'
    ? value.slice(0, 200)
    : typeof value === 'number' || typeof value === 'boolean'
      ? value
      : String(value);
}
