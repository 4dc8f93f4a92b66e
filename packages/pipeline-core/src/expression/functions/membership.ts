import { joinSql, quotedText, type Sql, type SqlBuilder, sql } from '../sql-builder';

/** Up to this many constants are compared one by one. */
export const longestChain = 16;

/**
 * SQL of whether a value is one of some constants; null for a missing one. Not by IN: of five and more constants the engine
 * makes a join, and rows come out of a join in the order in which threads end, not in their own.
 */
export function memberSql(b: SqlBuilder, value: Sql, constants: readonly Sql[]): Sql {
  const x = b.bind(value);
  if (constants.length <= longestChain) {
    return sql`(${joinSql(
      constants.map((constant) => sql`${x} = ${constant}`),
      ' OR ',
    )})`;
  }
  return sql`CASE WHEN ${x} IS NOT NULL THEN list_contains([${joinSql(constants, ', ')}], ${x}) END`;
}

/**
 * SQL of the item that belongs to a text, null where none does: the engine finds a text among the names of an ENUM without
 * going through all of them, and without a join.
 */
export function itemSql(text: Sql, names: readonly string[], items: readonly Sql[]): Sql {
  const place = sql`CAST(enum_code(TRY_CAST(${text} AS ENUM(${names.map(quotedText).join(', ')}))) AS INTEGER) + 1`;
  return sql`list_extract([${joinSql(items, ', ')}], ${place})`;
}
