import { stripAccents } from '../../expression/case-tables';
import { expressionTypes } from '../../expression/types';
import type { Column, TableSchema } from '../../schema/table-schema';
import { typeInWords } from '../../schema/type-in-words';
import { isReserved, nameIssues, nameList } from '../columns';
import type { StepIssue } from '../define-step';
import { settingError } from '../refuse';

export type RenameRule = {
  names: readonly { from: string; to: string }[];
  columns: readonly string[];
  style: 'keep' | 'snake' | 'trim';
  prefix: string;
  suffix: string;
};

/** New names by old ones (only of columns whose name changes), and what is wrong with them. */
export function renamed(rule: RenameRule, table: TableSchema): { names: Map<string, string>; problems: StepIssue[] } {
  const pairs = rule.names.filter(({ from }) => from !== '');
  const given = new Map(pairs.map(({ from, to }) => [from, to.trim()]));
  const names = new Map<string, string>();
  for (const column of table.columns) {
    if (isReserved(column.name)) continue;
    const to = given.get(column.name) ?? byRule(rule, column);
    if (to !== column.name) names.set(column.name, to);
  }
  const loose = rule.names.filter(({ from, to }) => from === '' && to.trim() !== '');
  const unnamed = loose.map(({ to }) =>
    settingError('no-column', `Choose the column that becomes \`${to.trim()}\`.`, 'names'),
  );
  return { names, problems: [...unnamed, ...pairProblems(pairs, table), ...nameProblems(names, table, given)] };
}

/** `Total Charges`, `totalCharges` and `TOTAL-CHARGES` become `total_charges`. */
export function snakeCase(name: string): string {
  const words = stripAccents(name)
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return words === '' ? name : words;
}

function byRule(rule: RenameRule, column: Column): string {
  const { name } = column;
  if (rule.columns.length > 0 && !rule.columns.includes(name)) return name;
  if (!isReadable(column)) return name;
  const styled = rule.style === 'snake' ? snakeCase(name) : rule.style === 'trim' ? collapsed(name) : name;
  return `${rule.prefix}${styled}${rule.suffix}`;
}

function collapsed(name: string): string {
  const short = name.replace(/\s+/g, ' ').trim();
  return short === '' ? name : short;
}

/** Columns of storage-only types (sparse, bytes) pass through a plan as they are, so they keep their name. */
function isReadable(column: Column): boolean {
  return expressionTypes.some((type) => type === column.type);
}

function pairProblems(pairs: RenameRule['names'], table: TableSchema): StepIssue[] {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  return pairs.flatMap(({ from, to }, at): StepIssue[] => {
    const column = byName.get(from);
    if (isReserved(from))
      return [settingError('reserved-name', `\`${from}\` belongs to the platform. Take it out.`, 'names')];
    if (to.trim() === '') return [settingError('no-name', `Write the new name of \`${from}\`.`, 'names')];
    if (pairs.findIndex((other) => other.from === from) < at)
      return [settingError('renamed-twice', `\`${from}\` has two new names. Keep one.`, 'names')];
    if (column === undefined || isReadable(column)) return [];
    const message = `\`${from}\` is ${typeInWords(column.type)}; such a column keeps its name. Take it out.`;
    return [settingError('column-type', message, 'names')];
  });
}

function nameProblems(
  names: ReadonlyMap<string, string>,
  table: TableSchema,
  given: ReadonlyMap<string, string>,
): StepIssue[] {
  const paramOf = (olds: readonly string[]) => (olds.some((old) => given.has(old)) ? 'names' : 'style');
  const problems: StepIssue[] = [];
  const owners = new Map<string, string[]>();
  for (const { name } of table.columns) {
    const key = (names.get(name) ?? name).toLowerCase();
    owners.set(key, [...(owners.get(key) ?? []), name]);
  }
  for (const olds of owners.values()) {
    const changed = olds.find((old) => names.has(old));
    if (olds.length < 2 || changed === undefined) continue;
    const message = `${nameList(olds)} would all be called \`${names.get(changed)}\`. Give each its own name; capitals make no difference.`;
    problems.push(settingError('name-taken', message, paramOf(olds)));
  }
  for (const [old, to] of names) {
    if (to !== '') problems.push(...nameIssues(to, paramOf([old])));
  }
  return problems;
}
