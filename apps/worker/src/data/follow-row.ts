import { type FollowedRows, followedRowsShape } from '@millrace/pipeline-core/api';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import { z } from 'zod';
import type { DuckSession } from './duckdb';
import { describeTable, type PlainTable } from './plain-table';
import { numbersQuery, parquetRelation, quoteName, quoteText } from './sql-text';
import { shownCell, toJsonCell } from './window-cells';

const moveSchema = z.object({
  from: z.string(),
  to: z.string(),
  way: z.enum(['back', 'on']),
  by: z.discriminatedUnion('how', [
    z.object({ how: z.literal('kept') }),
    z.object({ how: z.literal('origin'), of: z.string(), input: z.string() }),
  ]),
});
type Move = z.output<typeof moveSchema>;

/**
 * Ports that the rows of a port come from, and whether they have the same numbers there: what is shown is compared with
 * the first of them that has rows.
 */
export const beforeSchema = z.array(z.object({ key: z.string(), kept: z.boolean() })).default([]);

/** What a request to follow a row says beside the files: see `planFollow` of pipeline-core. */
export const followFacts = {
  picked: z.object({ key: z.string(), row: z.number().int().nonnegative() }),
  /** All moves to a port come before those from it. */
  moves: z.array(moveSchema).max(5000),
  /** Rows shown of each port, and columns of each row. */
  rows: z.number().int().min(1).max(100).default(20),
  columns: z.number().int().min(1).max(5000).default(500),
};

export const followTaskSchema = z.object({
  ports: z
    .array(z.object({ key: z.string(), path: z.string(), origin: z.string().nullable(), before: beforeSchema }))
    .max(500),
  ...followFacts,
});
export type FollowTask = z.output<typeof followTaskSchema>;

/** What was found at a port; `before` are the rows shown as they were at the port before, where that shows others. */
export const followedSchema = z.object({
  key: z.string(),
  count: z.number().int(),
  shown: followedRowsShape.nullable(),
  before: followedRowsShape.nullable(),
});
export type Followed = z.output<typeof followedSchema>;

type Place = { relation: string; origin: string | null; found: string };

/**
 * Finds the rows of one row at every port:
 *
 * 1. The rows of each port that moves lead to go into a table of the session, port by port.
 * 2. They are counted, and the first of them read in the order of their numbers.
 * 3. Where the port before shows others, these very rows are read there as well.
 */
export async function followRow(session: DuckSession, task: FollowTask): Promise<Followed[]> {
  const { picked } = task;
  const places = new Map(
    task.ports.map(({ key, path, origin }, at): [string, Place] => [
      key,
      {
        relation: parquetRelation(path),
        origin: origin === null ? null : parquetRelation(origin),
        found: `found_${at}`,
      },
    ]),
  );
  const placeOf = (key: string): Place => {
    const place = places.get(key);
    if (place === undefined) throw new Error(`a move names the port ${key}, which is not among those to follow`);
    return place;
  };
  const reached = new Set([picked.key]);
  const start = `SELECT __row AS row FROM ${placeOf(picked.key).relation} WHERE __row = ${picked.row}`;
  await session.run(`CREATE TEMP TABLE ${placeOf(picked.key).found} AS ${start}`);
  for (const [to, moves] of groupByTarget(task.moves)) {
    const parts = moves.filter(({ from }) => reached.has(from)).map((move) => moveSql(move, placeOf));
    if (parts.length === 0 || reached.has(to)) continue;
    await session.run(
      `CREATE TEMP TABLE ${placeOf(to).found} AS SELECT DISTINCT row FROM (${parts.join(' UNION ALL ')})`,
    );
    reached.add(to);
  }
  const found = new Map<string, Found>();
  for (const { key, path } of task.ports) {
    if (reached.has(key)) found.set(key, await readFound(session, { path, found: placeOf(key).found, task }));
  }
  const followed: Followed[] = [];
  for (const { key, before } of task.ports) {
    const { count, shown } = found.get(key) ?? { count: 0, shown: null };
    followed.push({ key, count, shown, before: await rowsBefore(session, { shown, before, found, task }) });
  }
  return followed;
}

function groupByTarget(moves: readonly Move[]): Map<string, Move[]> {
  const groups = new Map<string, Move[]>();
  for (const move of moves) groups.set(move.to, [...(groups.get(move.to) ?? []), move]);
  return groups;
}

/** Row numbers at the port a move leads to. */
function moveSql({ from, to, way, by }: Move, placeOf: (key: string) => Place): string {
  const known = `(SELECT row FROM ${placeOf(from).found})`;
  if (by.how === 'kept') return `SELECT __row AS row FROM ${placeOf(to).relation} WHERE __row IN ${known}`;
  const { origin } = placeOf(by.of);
  if (origin === null) throw new Error(`the port ${by.of} has no origin to follow`);
  const [mine, theirs] = way === 'on' ? ['row', 'source'] : ['source', 'row'];
  return `SELECT ${mine} AS row FROM ${origin}
    WHERE port = ${quoteText(by.input)} AND ${mine} IS NOT NULL AND ${theirs} IN ${known}`;
}

type Found = { table: PlainTable; count: number; shown: FollowedRows | null };

async function readFound(
  session: DuckSession,
  { path, found, task }: { path: string; found: string; task: FollowTask },
): Promise<Found> {
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM ${found}`);
  const count = rows ?? 0;
  const table = await describeTable(session, path);
  if (count === 0) return { table, count, shown: null };
  const first = `SELECT row FROM ${found} ORDER BY row LIMIT ${task.rows}`;
  return { table, count, shown: await readRows(session, { table, numbers: first, task }) };
}

/**
 * The rows shown of a port as they were at the port before, where they have the same numbers: of a thousand rows that one
 * shows its own first ones. Null where those are all among them.
 */
async function rowsBefore(
  session: DuckSession,
  o: {
    shown: FollowedRows | null;
    before: z.output<typeof beforeSchema>;
    found: ReadonlyMap<string, Found>;
    task: FollowTask;
  },
): Promise<FollowedRows | null> {
  const { shown, found, task } = o;
  const link = o.before.find(({ key }) => (found.get(key)?.count ?? 0) > 0);
  const there = link?.kept === true ? found.get(link.key) : undefined;
  if (shown === null || there === undefined) return null;
  const known = new Set(there.shown?.rowNumbers);
  if (shown.rowNumbers.every((row) => known.has(row))) return null;
  return readRows(session, { table: there.table, numbers: numbersQuery(shown.rowNumbers), task });
}

/** Rows with the numbers of a query. */
async function readRows(
  session: DuckSession,
  { table, numbers, task }: { table: PlainTable; numbers: string; task: FollowTask },
): Promise<FollowedRows> {
  const columns = table.columns.slice(0, task.columns);
  const cells = columns.map((column, at) => `${shownCell(column)} AS c${at}`);
  const part = table.split ? [`${quoteName(reservedColumns.part)} AS part`] : [];
  const rows = await session.query(
    `SELECT ${['__row AS row', ...part, ...cells].join(', ')} FROM ${table.relation}
      WHERE __row IN (${numbers}) ORDER BY __row`,
  );
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    columnsLeftOut: table.columns.length - columns.length,
    rowNumbers: rows.map(({ row }) => Number(row)),
    ...(table.split ? { parts: rows.map(({ part: name }) => String(name)) } : {}),
    rows: rows.map((row) => columns.map((column, at) => toJsonCell(row[`c${at}`] ?? null, column.type))),
  };
}
