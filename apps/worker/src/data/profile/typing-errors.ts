import type { StoredColumn } from '@millrace/pipeline-core/features';
import {
  type ColumnTexts,
  findTypingErrors,
  longestComparedValue,
  type ProfileWarning,
  type TypingErrors,
} from '@millrace/pipeline-core/profile';
import type { DuckSession } from '../duckdb';
import type { PlainTable } from '../plain-table';
import { readTexts } from '../read-columns';
import { quoteName } from '../sql-text';
import type { ColumnFacts } from './profile-columns';

const mostColumns = 40;
const mostRows = 10_000;
/** Every column is held against every other: this many comparisons of cells at most. */
const mostCells = 12_000_000;
/** Replacements in one suggestion. */
const mostRules = 400;

export type FoundTyping = { warnings: ProfileWarning[]; left: string[] };

/**
 * Values that look mistyped, column by column, each with the step that puts the right ones in their place. Of many columns
 * the first are looked at, and `left` names the others.
 */
export async function typingErrors(
  session: DuckSession,
  table: PlainTable,
  facts: readonly ColumnFacts[],
): Promise<FoundTyping> {
  const repeated = comparable(table, facts);
  const columns = repeated.slice(0, mostColumns);
  const left = repeated.slice(mostColumns).map(({ name }) => name);
  if (!columns.some(({ type }) => type === 'text')) return { warnings: [], left };
  const rows = Math.min(mostRows, Math.floor(mostCells / columns.length ** 2));
  const every = Math.max(1, Math.ceil(table.rows / rows));
  const relation =
    every === 1
      ? table.relation
      : `(SELECT * FROM ${table.relation} WHERE ((${quoteName('__row')} * 2654435761) % 4294967296) % ${every} = 0)`;
  const texts = [];
  for (const column of await shortOnes(session, relation, columns)) {
    texts.push({ name: column.name, values: await readTexts(session, relation, column) });
  }
  const named = new Map(columns.map((column) => [column.name, column]));
  const warnings = suggestionsOf(texts)
    .filter(({ column }) => named.get(column)?.type === 'text')
    .map((found) => warningOf(found, { sampled: every > 1 }));
  return { warnings, left };
}

/** Long texts are not even read: they are never compared, and many of them do not fit in memory. */
async function shortOnes(
  session: DuckSession,
  relation: string,
  columns: readonly StoredColumn[],
): Promise<StoredColumn[]> {
  const lengths = columns.map(({ name }, at) => `max(length(${quoteName(name)}::VARCHAR)) AS l${at}`);
  const longest = await session.numbers(`SELECT ${lengths.join(', ')} FROM ${relation}`);
  return columns.filter((_, at) => (longest[`l${at}`] ?? 0) <= longestComparedValue);
}

/** A suggestion never costs the landing: where looking for it fails there is none. */
export function suggestionsOf(texts: readonly ColumnTexts[], find = findTypingErrors): TypingErrors[] {
  try {
    return find(texts);
  } catch {
    return [];
  }
}

/** Columns with repeated values: texts and codes. Free text and measurements have no typing errors that could be seen. */
function comparable(table: PlainTable, facts: readonly ColumnFacts[]): StoredColumn[] {
  const known = new Map(facts.map((fact) => [fact.name, fact]));
  return table.columns.filter(({ name, type }) => {
    const fact = known.get(name);
    if (fact === undefined || (type !== 'text' && type !== 'integer' && type !== 'boolean')) return false;
    const present = fact.rows - fact.missing;
    return present > 20 && fact.distinct > 1 && fact.distinct <= present * 0.8;
  });
}

function warningOf({ column, repairs }: TypingErrors, { sampled }: { sampled: boolean }): ProfileWarning {
  const cells = repairs.reduce((sum, { rows }) => sum + rows, 0);
  const shown = repairs.slice(0, 3).map(({ from, to }) => `“${short(from)}” for “${short(to)}”`);
  const more = repairs.length > shown.length ? ' and more' : '';
  const among = sampled ? ' among the rows looked at' : '';
  const kinds = cells === repairs.length ? '' : `, ${repairs.length} different ones`;
  const rules = repairs.slice(0, mostRules).map(({ from, to }) => ({ column, from, to }));
  return {
    code: 'typing-errors',
    column,
    message: `${cells} ${cells === 1 ? 'cell' : 'cells'} of "${column}"${among} look mistyped${kinds}: ${shown.join(', ')}${more}.`,
    severity: 'medium',
    fix: {
      addStep: 'replace-values',
      title: 'Repair',
      params: { rules, match: 'whole', missing: [], emptyIsMissing: false, exact: true },
    },
  };
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 38)}…` : text;
}
