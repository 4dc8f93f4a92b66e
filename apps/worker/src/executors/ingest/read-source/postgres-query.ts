import type { ColumnType } from '@millrace/pipeline-core/schema';
import type { ConfigOf } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { quoteIdentifier, quoteLiteral } from '../../../outside/postgres';

/**
 * How far a table was read: the highest value of the column, and the rows that had it, by digest. Rows with the same value
 * that come later are read the next time; those that are here already are not.
 */
export const postgresCursorSchema = z
  .object({ column: z.string(), value: z.string(), border: z.array(z.string()) })
  .nullable()
  .catch(null);
export type PostgresCursor = z.output<typeof postgresCursorSchema>;

/** Rows of one value that are remembered. Beyond it the value is taken as complete. */
export const mostBorder = 10_000;

/** The rows of a source as one relation. The query stands on lines of its own, so that a comment at its end ends. */
export function relationOf(config: ConfigOf<'postgres'>): string {
  if (config.read === 'query') return `(\n${config.query.trim().replace(/;\s*$/, '')}\n) source`;
  return `${splitName(config.table).map(quoteIdentifier).join('.')} source`;
}

/** `schema.table`; names with dots or spaces are written in quotation marks as in SQL. */
function splitName(text: string): string[] {
  const parts = text.trim().match(/"(?:[^"]|"")+"|[^."]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
}

const digest = 'md5(source::text)';

/** Rows that are new since the cursor. */
export function newRows(column: string, cursor: NonNullable<PostgresCursor>): string {
  const name = quoteIdentifier(column);
  const value = quoteLiteral(cursor.value);
  if (cursor.border.length === 0 || cursor.border.length > mostBorder) return `${name} > ${value}`;
  const known = cursor.border.map(quoteLiteral).join(',');
  return `${name} >= ${value} and not (${name} = ${value} and ${digest} in (${known}))`;
}

export function highestValue(relation: string, column: string, where: string): string {
  return `select max(${quoteIdentifier(column)})::text as value from ${relation} where ${where}`;
}

export function borderRows(relation: string, column: string, value: string): string {
  return `select ${digest} as digest from ${relation} where ${quoteIdentifier(column)} = ${quoteLiteral(value)} limit ${mostBorder + 1}`;
}

export function countWithout(relation: string, column: string): string {
  return `select count(*)::int as count from ${relation} where ${quoteIdentifier(column)} is null`;
}

/** COPY of one part of n: rows are dealt by the hash of a column, so that every row is in exactly one part. */
export function copyPart(o: {
  relation: string;
  where: readonly string[];
  dealBy: string;
  part: number;
  parts: number;
}): string {
  const dealt =
    o.parts === 1
      ? []
      : [`(hashtext(coalesce(${quoteIdentifier(o.dealBy)}::text, '')) & 2147483647) % ${o.parts} = ${o.part}`];
  const all = [...o.where, ...dealt].map((condition) => `(${condition})`);
  const where = all.length === 0 ? '' : ` where ${all.join(' and ')}`;
  return `copy (select source.* from ${o.relation}${where}) to stdout with (format csv, header ${o.part === 0})`;
}

/** Types by the ids that every Postgres gives its own; all else is read as the text it is written as. */
const typesById: Readonly<Record<number, ColumnType>> = {
  16: 'boolean',
  20: 'integer',
  21: 'integer',
  23: 'integer',
  26: 'integer',
  700: 'number',
  701: 'number',
  1700: 'number',
  1082: 'date',
  1114: 'timestamp',
  1184: 'timestamp',
};

export function columnType(typeId: number): ColumnType {
  return typesById[typeId] ?? 'text';
}
