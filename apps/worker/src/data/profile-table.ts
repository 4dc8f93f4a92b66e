import { detectTask } from '@millrace/pipeline-core/document';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import {
  type ColumnProfile,
  type LeftColumns,
  orderWarnings,
  type TableProfile,
  tableProfileSchema,
} from '@millrace/pipeline-core/profile';
import { taskFacts } from '@millrace/pipeline-core/release';
import { blocksOf } from './blocks-of';
import type { DuckSession } from './duckdb';
import { onlyColumns } from './only-columns';
import type { PlainTable } from './plain-table';
import { barsByTarget, type TargetBars } from './profile/bars-by-target';
import { orderTrends } from './profile/order-trends';
import { type ColumnFacts, profileColumns } from './profile/profile-columns';
import { profileWarnings } from './profile/profile-warnings';
import { rowOrders } from './profile/row-order';
import { findSumLeaks, mostSummed, type NumberColumn } from './profile/sum-leak';
import { type ScoredColumn, type ScoredTarget, targetScore } from './profile/target-score';
import { typingErrors } from './profile/typing-errors';
import { readColumns, readTexts, requireColumn, type WantedCell } from './read-columns';
import { quoteName } from './sql-text';

/** Rows that single-column scores look at. */
const scoredRows = 20_000;
/** Duplicates are counted up to this many cells. */
const duplicateCells = 20_000_000;
/** Rows of more columns are compared by their digest. */
const mostCompared = 100;

/**
 * Profiles a table. Counts and moments are of all rows; above 100,000 rows distinct values and quantiles are estimates
 * (flagged), and scores against a target look at 20,000 rows spread over the table. With `columns` it is of these and the
 * target alone, and equal rows are not counted; of a wide table it says which columns it left.
 */
export async function profileTable(
  session: DuckSession,
  whole: PlainTable,
  options: { target?: string; columns?: readonly string[] },
): Promise<TableProfile> {
  const table = chosenTable(whole, options);
  const { columns, rows: count } = table;
  const facts = await profileColumns(session, { relation: table.relation, rows: count, columns });
  const { scores, partners, unsummed } =
    options.target === undefined ? noScores() : await scoreColumns(session, { table, facts, target: options.target });
  const { bars, left: unsplit }: TargetBars =
    options.target === undefined
      ? { bars: new Map(), left: [] }
      : await barsByTarget(session, { table, facts, target: options.target });
  const trends = await orderTrends(session, table);
  const orders = await rowOrders(session, table, facts);
  const profiles = facts.map((fact): ColumnProfile => {
    const score = scores.get(fact.name);
    const partner = partners.get(fact.name);
    return {
      ...fact,
      ...(score === undefined ? {} : { targetScore: score }),
      ...(partner === undefined ? {} : { addsUpWith: partner }),
      ...optional('byTarget', bars.get(fact.name)),
      ...optional('orderTrend', trends.get(fact.name)),
      ...optional('rowOrder', orders.get(fact.name)),
    };
  });
  const duplicates = options.columns === undefined ? await countDuplicates(session, table, count) : null;
  const typing = await typingErrors(session, table, facts);
  const about = { rows: count, ...(duplicates === null ? {} : { duplicates }) };
  const target = options.target === undefined ? {} : { target: options.target };
  return tableProfileSchema.parse({
    v: 1,
    ...about,
    ...target,
    columns: profiles,
    warnings: orderWarnings([...profileWarnings(profiles, { ...about, ...target }), ...typing.warnings]),
    ...leftOf({ byTarget: unsplit, sums: unsummed, typingErrors: typing.left }),
  });
}

function chosenTable(table: PlainTable, { target, columns }: { target?: string; columns?: readonly string[] }) {
  const wanted = columns === undefined || target === undefined ? columns : [...columns, target];
  return onlyColumns(table, { columns: wanted, place: 'Profile › columns' });
}

/** Columns that were left; nothing where none was. */
function leftOf(left: LeftColumns): { left?: LeftColumns } {
  return Object.values(left).every((names) => names.length === 0) ? {} : { left };
}

/** How well each column tells the target, which pairs make it, and numbers that were in no pair. */
type Scores = { scores: Map<string, number>; partners: Map<string, string>; unsummed: string[] };

const noScores = (): Scores => ({ scores: new Map(), partners: new Map(), unsummed: [] });

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V }); // one key, as its type says
}

async function countDuplicates(session: DuckSession, table: PlainTable, rows: number): Promise<number | null> {
  const { columns } = table;
  if (columns.length === 0 || rows * columns.length > duplicateCells) return null;
  // Contents of files are compared by their digest: a set of them would not fit in memory.
  const cells = columns.map(({ name, type }) => (type === 'bytes' ? `md5(${quoteName(name)})` : quoteName(name)));
  // The engine holds a place for every cell of thousands of rows; of a wide table their digests are compared instead.
  const key = columns.length > mostCompared ? `hash(${cells.join(', ')})` : cells.join(', ');
  const { distinct } = await session.numbers(
    `SELECT count(*) AS distinct FROM (SELECT DISTINCT ${key} FROM ${table.relation})`,
  );
  return rows - (distinct ?? rows);
}

async function scoreColumns(
  session: DuckSession,
  options: { table: PlainTable; facts: readonly ColumnFacts[]; target: string },
): Promise<Scores> {
  const { table, facts } = options;
  const target = requireColumn(table.columns, options.target, 'Profile › target');
  const fact = facts.find(({ name }) => name === target.name);
  const relation = sample(table);
  const truth = fact === undefined ? null : await readTarget(session, { relation, target, fact });
  const scores = new Map<string, number>();
  const numbers: NumberColumn[] = [];
  if (truth === null) return noScores();
  const wanted = table.columns.filter((column) => column.name !== target.name && isScorable(column));
  for (const block of blocksOf(wanted)) {
    const read = await readScored(session, relation, block);
    for (const [at, column] of block.entries()) {
      const score = targetScore(read[at]!, truth);
      if (score !== null) scores.set(column.name, Math.min(1, Math.max(0, score)));
      const cells = read[at];
      if (cells?.kind === 'number') numbers.push({ name: column.name, values: cells.values });
    }
  }
  if (truth.kind !== 'number') return { ...noScores(), scores };
  const unsummed = numbers.slice(mostSummed).map(({ name }) => name);
  return { scores, partners: findSumLeaks(numbers, truth.values), unsummed };
}

function sample(table: PlainTable): string {
  if (table.rows <= scoredRows) return table.relation;
  const every = Math.ceil(table.rows / scoredRows);
  // Knuth's multiplicative hash spreads over the table whatever its order; the same rows every time.
  return `(SELECT * FROM ${table.relation} WHERE ((__row * 2654435761) % 4294967296) % ${every} = 0)`;
}

function isScorable({ type }: StoredColumn): boolean {
  return type === 'integer' || type === 'number' || type === 'boolean' || type === 'text';
}

async function readScored(
  session: DuckSession,
  relation: string,
  columns: readonly StoredColumn[],
): Promise<ScoredColumn[]> {
  const wanted = columns.map(
    ({ name, type, sqlType }): WantedCell => ({ name, sqlType, kind: type === 'text' ? 'category' : 'number' }),
  );
  const read = await readColumns(session, relation, wanted);
  return read.columns.map((column) =>
    column.kind === 'number' ? { kind: 'number', values: column.values } : { kind: 'text', values: column.values },
  );
}

/** The target as classes or numbers, as a trainer would take it; null when it is neither. */
async function readTarget(
  session: DuckSession,
  { relation, target, fact }: { relation: string; target: StoredColumn; fact: ColumnFacts },
): Promise<ScoredTarget | null> {
  const task = detectTask({ type: target.type, distinct: fact.distinct, rows: fact.rows - fact.missing });
  if (task === null) return null;
  if (taskFacts[task].target === 'number') {
    const [read] = await readScored(session, relation, [target]);
    return read?.kind === 'number' ? { kind: 'number', values: read.values } : null;
  }
  const texts = await readTexts(session, relation, target);
  const classes = [...new Set(texts.filter((text) => text !== null && text.trim() !== ''))];
  if (classes.length > 200) return null;
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  return { kind: 'class', codes: Int32Array.from(texts, (text) => codeOf.get(text) ?? -1), classes: classes.length };
}
