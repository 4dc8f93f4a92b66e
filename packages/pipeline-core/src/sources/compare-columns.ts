import type { ColumnType } from '../schema/column-type';
import { typeInWords } from '../schema/type-in-words';
import type { ContractColumn } from './source-task';

/** How the columns of a landing differ from those before; the order of columns does not count. */
export type ColumnChange =
  | { kind: 'added'; name: string; type: ColumnType }
  | { kind: 'removed'; name: string; type: ColumnType }
  | { kind: 'retyped'; name: string; from: ColumnType; to: ColumnType };

/** What changed, in the order of the columns before, new ones last. */
export function compareColumns(before: readonly ContractColumn[], now: readonly ContractColumn[]): ColumnChange[] {
  const present = new Map(now.map(({ name, type }) => [name, type]));
  const known = new Set(before.map(({ name }) => name));
  const changes = before.flatMap(({ name, type }): ColumnChange[] => {
    const found = present.get(name);
    if (found === undefined) return [{ kind: 'removed', name, type }];
    return found === type ? [] : [{ kind: 'retyped', name, from: type, to: found }];
  });
  const added = now.filter(({ name }) => !known.has(name));
  return [...changes, ...added.map(({ name, type }) => ({ kind: 'added' as const, name, type }))];
}

/** Changes named in one sentence; the rest of a long list is counted. */
const mostNamed = 6;

/** The difference as a sentence. Empty when there is none. */
export function describeChanges(changes: readonly ColumnChange[]): string {
  if (changes.length === 0) return '';
  const named = changes.slice(0, mostNamed).map(describeChange).join(', ');
  const rest = changes.length - mostNamed;
  return rest > 0 ? `${named} and ${rest} more.` : `${named}.`;
}

function describeChange(change: ColumnChange): string {
  switch (change.kind) {
    case 'added':
      return `“${change.name}” (${change.type}) is new`;
    case 'removed':
      return `“${change.name}” is gone`;
    case 'retyped':
      return `“${change.name}” was ${typeInWords(change.from)} and is ${typeInWords(change.to)}`;
  }
}
