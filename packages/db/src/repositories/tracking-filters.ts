import type { FilterClause, FilterOperator, OrderClause } from '@millrace/pipeline-core/tracking';
import { Prisma } from '../generated/client';
import { sql } from '../raw-query';

/** Which of the deleted and the others a search shows. */
export type Lifecycle = 'active' | 'deleted' | 'all';
export const lifecycles: Record<Lifecycle, string[]> = {
  active: ['active'],
  deleted: ['deleted'],
  all: ['active', 'deleted'],
};

// Operators are never text of a caller: each has its own piece of SQL.
const signs: Record<FilterOperator, Prisma.Sql | null> = {
  '=': sql`=`,
  '!=': sql`<>`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
  LIKE: null,
  ILIKE: null,
  IN: null,
  'NOT IN': null,
  'IS NULL': null,
  'IS NOT NULL': null,
};

/** A comparison of a number. NaN is larger than all others for Postgres, and not for those who search. */
export function compareNumber(column: Prisma.Sql, { operator, value }: FilterClause): Prisma.Sql {
  const sign = signs[operator];
  if (sign === null || typeof value !== 'number') throw new Error(`${operator} does not compare numbers`);
  const compared = sql`(${column})::float8 ${sign} ${String(value)}::float8`;
  return operator === '!=' ? compared : sql`(${compared} and (${column})::float8 <> 'NaN'::float8)`;
}

/** A comparison of a text; a backslash in a pattern stands for itself. */
export function compareText(column: Prisma.Sql, { operator, value }: FilterClause): Prisma.Sql {
  if (operator === 'IS NULL') return sql`${column} is null`;
  if (operator === 'IS NOT NULL') return sql`${column} is not null`;
  if (operator === 'IN' || operator === 'NOT IN') {
    const values = Array.isArray(value) ? [...value] : [];
    const listed = sql`${column} = any(${values}::text[])`;
    return operator === 'IN' ? listed : sql`not (${listed})`;
  }
  const text = String(value);
  if (operator === 'LIKE') return sql`${column} like ${text} escape ''`;
  if (operator === 'ILIKE') return sql`${column} ilike ${text} escape ''`;
  const sign = signs[operator];
  if (sign === null) throw new Error(`${operator} does not compare texts`);
  return sql`${column} ${sign} ${text}`;
}

/** A comparison of a tag that is kept in a JSON object. */
export function compareTag(tags: Prisma.Sql, clause: FilterClause): Prisma.Sql {
  // The client of MLflow hides prompts this way: what has no such tag is none, and must be found.
  const missing = clause.operator === '!=' && clause.key === 'mlflow.prompt.is_prompt';
  const compared = compareText(sql`(${tags} ->> ${clause.key}::text)`, clause);
  return missing ? sql`(${tags} ->> ${clause.key}::text is null or ${compared})` : compared;
}

/** An order by columns, and what decides where they are equal; missing values come last. */
export function orderByColumns(
  order: readonly OrderClause[],
  columns: Readonly<Record<string, Prisma.Sql>>,
  last: Prisma.Sql,
): Prisma.Sql {
  const wanted = order.flatMap(({ side, key, descending }) => {
    const column = side === 'attribute' ? columns[key] : undefined;
    return column === undefined ? [] : [descending ? sql`${column} desc nulls last` : sql`${column} asc nulls last`];
  });
  return Prisma.join([...wanted, last], ', ');
}
