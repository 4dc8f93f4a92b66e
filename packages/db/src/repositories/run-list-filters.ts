import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { ListAttribute, ListClause, ListSide } from '@millrace/pipeline-core/tracking';
import type { Prisma } from '../generated/client';
import { sql } from '../raw-query';
import { compareNumber, compareText } from './tracking-filters';

/** Which value of a series stands for the run: the last one logged, the least or the greatest. */
export type FigureRule = 'last' | 'low' | 'high';
/** The rule of each figure; `last` where none is given. */
export type RuleOf = Readonly<Record<string, FigureRule>>;
export type ListSort = { side: ListSide; key: string; descending: boolean };

const ruleColumns: Record<FigureRule, Prisma.Sql> = { last: sql`v.last`, low: sql`v.low`, high: sql`v.high` };
const attributeColumns: Record<ListAttribute, Prisma.Sql> = {
  name: sql`r.name`,
  state: sql`r.state`,
  source: sql`r.source`,
  model: sql`r.model`,
  data: sql`r.data`,
  experiment: sql`r.experiment`,
  author: sql`r.author`,
  duration: sql`r.seconds`,
  started: sql`r.started_at`,
};
const attributes: Readonly<Record<string, Prisma.Sql>> = attributeColumns;

function attributeColumn(key: string): Prisma.Sql {
  const column = attributes[key];
  if (column === undefined) throw new Error(`${key} is no attribute of the list`);
  return column;
}

function ruleColumn(key: string, rules: RuleOf): Prisma.Sql {
  return ruleColumns[Object.hasOwn(rules, key) ? (rules[key] ?? 'last') : 'last'];
}

/** A number written as a text, or null; what no float8 holds is no number here. */
function asNumber(text: Prisma.Sql): Prisma.Sql {
  const pattern = '^[[:space:]]*[-+]?([0-9]{1,200}([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]{1,2})?[[:space:]]*$';
  return sql`(case when ${text} ~ ${pattern} then (${text})::float8 end)`;
}

/**
 * Keeps the planner from joining what is asked of each row by its key: without statistics of fresh rows it compares all with
 * all, 10 s for 50,000 rows instead of half a second.
 */
const alone = sql`offset 0`;

/** A comparison of the list as SQL over `run_list r`. What a run does not have compares as false, but for IS NULL. */
export function listCondition(clause: ListClause, rules: RuleOf): Prisma.Sql {
  const { side, key, operator } = clause;
  switch (side) {
    case 'attribute':
      return attributeCondition(clause);
    case 'metric': {
      const present = sql`select 1 from run_figure v where v.id = r.id and v.key = ${key}`;
      if (operator === 'IS NULL') return sql`not exists (${present} ${alone})`;
      if (operator === 'IS NOT NULL') return sql`exists (${present} ${alone})`;
      return sql`exists (${present} and ${compareValue(ruleColumn(key, rules), clause)} ${alone})`;
    }
    case 'param':
    case 'tag': {
      const present = sql`select 1 from ${side === 'param' ? sql`run_param` : sql`run_tag`} v where v.id = r.id and v.key = ${key}`;
      if (operator === 'IS NULL') return sql`not exists (${present} ${alone})`;
      if (operator === 'IS NOT NULL') return sql`exists (${present} ${alone})`;
      return sql`exists (${present} and ${compareValue(sql`v.value`, clause, { text: true })} ${alone})`;
    }
    default:
      return assertNever(side);
  }
}

function attributeCondition(clause: ListClause): Prisma.Sql {
  const { key, operator, value } = clause;
  const column = attributeColumn(key);
  if (key !== 'started') return compareValue(column, clause, { text: key !== 'duration' });
  if (operator === 'IS NULL' || operator === 'IS NOT NULL')
    return compareText(column, { ...clause, side: 'attribute', operator });
  const since = sql`extract(epoch from ${column})`;
  const moment = Date.parse(`${String(value).replace(' ', 'T')}${String(value).length > 10 ? 'Z' : ''}`) / 1000;
  return compareNumber(since, {
    ...clause,
    side: 'attribute',
    operator: operator === 'CONTAINS' ? '=' : operator,
    value: moment,
  });
}

/** Texts are compared without regard to capitals, but for LIKE; a text against a number as the number it writes. */
function compareValue(column: Prisma.Sql, clause: ListClause, o: { text?: boolean } = {}): Prisma.Sql {
  const { operator, value, side, key } = clause;
  if (operator === 'CONTAINS') return sql`position(lower(${String(value)}) in lower((${column})::text)) > 0`;
  if (typeof value === 'number') {
    const compared = compareNumber(o.text === true ? asNumber(column) : column, { side, key, operator, value });
    // "1e-3" and 0.001 are one number; a text that is none is different from every number.
    return o.text === true && operator === '!=' ? sql`coalesce(${compared}, true)` : compared;
  }
  const folds = operator === '=' || operator === '!=' || operator === 'IN' || operator === 'NOT IN';
  const lower = (text: string) => text.toLowerCase();
  const folded = typeof value === 'string' ? lower(value) : Array.isArray(value) ? value.map(lower) : value;
  return compareText(folds ? sql`lower(${column})` : column, { side, key, operator, value: folds ? folded : value });
}

/** A figure of a row by its rule; null where it has none, or one that is no number. */
export function listFigure(key: string, rules: RuleOf): Prisma.Sql {
  const value = sql`(select ${ruleColumn(key, rules)} from run_figure v where v.id = r.id and v.key = ${key})`;
  return sql`nullif(${value}, 'NaN'::float8)`;
}

/** An order of the list: NaN behind all numbers either way, what is missing last; parameters as numbers where they are. */
export function listOrder({ side, key, descending }: ListSort, rules: RuleOf): Prisma.Sql {
  const way = descending ? sql`desc nulls last` : sql`asc nulls last`;
  switch (side) {
    case 'attribute':
      return sql`${attributeColumn(key)} ${way}`;
    case 'metric':
      return sql`${listFigure(key, rules)} ${way}`;
    case 'param': {
      const value = sql`(select v.value from run_param v where v.id = r.id and v.key = ${key})`;
      return sql`${asNumber(value)} ${way}, ${value} ${way}`;
    }
    case 'tag':
      return sql`(select v.value from run_tag v where v.id = r.id and v.key = ${key}) ${way}`;
    default:
      return assertNever(side);
  }
}
