import type { ExpressionNode } from '../../expression/ast';
import { readIsoDate, readIsoTimestamp } from '../../expression/calendar';
import { lower } from '../../expression/case-tables';
import { trimEnd, trimStart } from '../../expression/spaces';
import type { PlanNode } from '../../features/feature-plan';
import type { ColumnType } from '../../schema/column-type';
import type { Column, TableSchema } from '../../schema/table-schema';
import { bool, call, col, expression, int, list, map, num, text } from '../ast';
import { chosenColumns } from '../columns';

export const replaceTypes: readonly ColumnType[] = ['text', 'integer', 'number', 'boolean', 'date', 'timestamp'];

export type ReplaceRule = { column: string; from: string; to: string };
export type ReplaceParams = {
  rules: readonly ReplaceRule[];
  match: 'whole' | 'part';
  missing: readonly string[];
  emptyIsMissing: boolean;
  columns: readonly string[];
  exact: boolean;
};

/** A column with what is done to it: its own replacements before those for all text columns. */
export type ReplaceTarget = { column: Column; rules: ReplaceRule[]; marksMissing: boolean };

const nothing: ExpressionNode = { k: 'null' };
/** Replacements that are nested in one expression; the language allows a depth of 64. */
const nested = 40;

export function replaceTargets(params: ReplaceParams, table: TableSchema): ReplaceTarget[] {
  const texts = new Set(chosenColumns(table, params.columns, ['text']).map(({ name }) => name));
  const anyMissing = params.missing.length > 0 || params.emptyIsMissing;
  return table.columns.flatMap((column) => {
    const general = texts.has(column.name) && column.type === 'text';
    const own = params.rules.filter((rule) => rule.column === column.name);
    const rules = [...own, ...(general ? params.rules.filter((rule) => rule.column === '') : [])];
    const marksMissing = general && anyMissing;
    return rules.length > 0 || marksMissing ? [{ column, rules, marksMissing }] : [];
  });
}

/** A value as it is written in the settings, as a literal of the column's type; null when it is no such value. */
export function literalOf(type: ColumnType, written: string): ExpressionNode | null {
  if (type === 'text') return text(written);
  const short = written.trim();
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(short) ? Number(short) : Number.NaN;
  if (type === 'integer') return Number.isSafeInteger(number) ? int(number + 0) : null;
  if (type === 'number') return Number.isFinite(number) ? num(number + 0) : null;
  if (type === 'boolean') return short === 'true' || short === 'false' ? bool(short === 'true') : null;
  if (type === 'date') return Number.isNaN(readIsoDate(short)) ? null : { k: 'date', v: short };
  if (type === 'timestamp') return Number.isNaN(readIsoTimestamp(short)) ? null : { k: 'timestamp', v: short };
  return null;
}

/** What two texts must share to count as equal. */
export function keyOf(written: string, exact: boolean): string {
  return exact ? written : lower(trimEnd(trimStart(written)));
}

export function replaceNodes(target: ReplaceTarget, params: ReplaceParams): PlanNode[] {
  const { column, rules, marksMissing } = target;
  const made = (root: ExpressionNode): PlanNode => ({ expression: column.name, ast: expression(root) });
  if (column.type !== 'text') return [made(otherValues(column, rules))];
  const missing = marksMissing ? [...params.missing, ...(params.emptyIsMissing ? [''] : [])] : [];
  if (params.match === 'whole') return [made(wholeTexts(column.name, { rules, missing, exact: params.exact }))];
  const chains = Array.from({ length: Math.ceil(rules.length / nested) }, (_, at) =>
    rules
      .slice(at * nested, (at + 1) * nested)
      .reduce((inner, rule) => call('replace', inner, text(rule.from), text(rule.to)), col(column.name)),
  );
  const mark = missing.length === 0 ? [] : [wholeTexts(column.name, { rules: [], missing, exact: params.exact })];
  return [...chains, ...mark].map(made);
}

/** `coalesce(lookup(key, {…}), if key in […] then null else x)`: all at once, so that a swap works. */
function wholeTexts(
  name: string,
  o: { rules: readonly ReplaceRule[]; missing: readonly string[]; exact: boolean },
): ExpressionNode {
  const key = o.exact ? col(name) : call('lower', call('trim', col(name)));
  const byKey = new Map<string, string>();
  for (const rule of o.rules) {
    const from = keyOf(rule.from, o.exact);
    if (!byKey.has(from)) byKey.set(from, rule.to);
  }
  const words = o.missing.map((word) => keyOf(word, o.exact)).filter((word) => !byKey.has(word));
  const gone = new Set([...words, ...[...byKey].filter(([, to]) => to === '').map(([from]) => from)]);
  const replaced = [...byKey].filter(([, to]) => to !== '').map(([from, to]) => [from, text(to)] as const);
  const kept: ExpressionNode =
    gone.size === 0
      ? col(name)
      : { k: 'case', when: [[call('in', key, list([...gone].map(text))), nothing]], else: col(name) };
  return replaced.length === 0 ? kept : call('coalesce', call('lookup', key, map(replaced), nothing), kept);
}

function otherValues(column: Column, rules: readonly ReplaceRule[]): ExpressionNode {
  const when = rules.map(({ from, to }): [ExpressionNode, ExpressionNode] => [
    call('eq', col(column.name), literalOf(column.type, from) ?? nothing),
    to.trim() === '' ? nothing : (literalOf(column.type, to) ?? nothing),
  ]);
  return { k: 'case', when, else: col(column.name) };
}
