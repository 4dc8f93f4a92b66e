import { z } from 'zod';
import { isListAttribute, type ListSide } from './list-filter';

/** Which value of a figure's series stands for a run: the last one, the least or the greatest. */
export const figureRules = ['last', 'low', 'high'] as const;
export const figureRuleSchema = z.enum(figureRules);

export const filterTextSchema = z.string().max(4000);
/** A column of the list: `started`, `metrics.auc`, `params.depth`, `tags.team`. */
const columnSchema = z.string().min(1).max(300);
export const rulesSchema = z.record(z.string().max(300), figureRuleSchema);

/** A way of looking at the list of experiments, as it stands in an address and as it is kept under a name. */
export const listLookSchema = z.object({
  filter: filterTextSchema.default(''),
  /** A column; with a minus in front the order falls. */
  sort: columnSchema.default('-started'),
  /** null: the columns the list chooses by itself. */
  columns: z.array(columnSchema).max(200).nullable().default(null),
  /** Parameters that are the same everywhere are shown, too. */
  all: z.boolean().default(false),
  /** Rows that differ in nothing but their seed stand apart, instead of in one row with their mean. */
  apart: z.boolean().default(false),
  rules: rulesSchema.default({}),
});
export type ListLook = z.output<typeof listLookSchema>;

const prefixes: Readonly<Record<string, ListSide>> = { metrics: 'metric', params: 'param', tags: 'tag' };
const words = { metric: 'metrics', param: 'params', tag: 'tags' } as const;

/** What a column shows; null for what is no column. */
export function parseColumn(id: string): { side: ListSide; key: string } | null {
  const dot = id.indexOf('.');
  const side = dot < 0 ? undefined : prefixes[id.slice(0, dot)];
  if (side !== undefined && dot + 1 < id.length) return { side, key: id.slice(dot + 1) };
  return isListAttribute(id) ? { side: 'attribute', key: id } : null;
}

export function columnId({ side, key }: { side: ListSide; key: string }): string {
  return side === 'attribute' ? key : `${words[side]}.${key}`;
}

/** An order such as `-metrics.auc`; what is no column orders by start, newest first. */
export function parseSort(text: string): { side: ListSide; key: string; descending: boolean } {
  const descending = text.startsWith('-');
  const column = parseColumn(descending ? text.slice(1) : text);
  return column === null ? { side: 'attribute', key: 'started', descending: true } : { ...column, descending };
}

/** A column's key as a filter has to write it. */
export function filterName({ side, key }: { side: ListSide; key: string }): string {
  if (side === 'attribute') return key;
  const plain = /^[A-Za-z_][\w\-/]*$/.test(key);
  if (plain && !isListAttribute(key) && !['and', 'or', 'in', 'is', 'not', 'like'].includes(key.toLowerCase()))
    return key;
  const quote = key.includes('`') ? '"' : '`';
  return `${words[side]}.${plain ? key : `${quote}${key}${quote}`}`;
}
