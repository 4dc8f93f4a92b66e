import type { ColumnType } from '../schema/column-type';
import type { PropagatedSchema } from '../schema/propagated';
import type { TableSchema } from '../schema/table-schema';
import { typeInWords } from '../schema/type-in-words';
import { missingColumnIssues, numberTypes, wrongTypeIssues } from './columns';
import type { SchemaInference, StepIssue } from './define-step';
import { incoming, tableIn } from './infer';
import { settingError } from './refuse';
import { splitFix } from './split-fix';

/** What can name a user or an item: texts and whole numbers, which read the same in tables and requests. */
export const keyTypes: readonly ColumnType[] = ['text', 'integer'];

export type PairNeeds = { user: string; item: string; strength: string; feedback: 'counts' | 'ratings' };

/** Schema inference of steps that learn from pairs of a user and an item, perhaps with a strength. */
export function inferPairTrainer(needs: PairNeeds, inputs: Record<string, PropagatedSchema[]>): SchemaInference {
  const rows = incoming(inputs, 'rows');
  const table = tableIn(rows);
  const issues = [...choiceIssues(needs, rows)];
  if (table !== null) {
    for (const key of ['user', 'item'] as const) issues.push(...keyIssues(table, { name: needs[key], key }));
    issues.push(...wrongTypeIssues(table, needs.strength === '' ? [] : [needs.strength], numberTypes, 'strength'));
    if (!table.split) issues.push({ ...noSplit, fix: splitFix(table) });
  }
  return { outputs: { model: { kind: 'opaque' }, metrics: { kind: 'opaque' } }, issues };
}

const noSplit: StepIssue = {
  code: 'no-split',
  severity: 'warning',
  message: 'These rows are not split: the model would learn from all of them and none would be left to test it.',
  port: 'rows',
};

function choiceIssues(needs: PairNeeds, rows: PropagatedSchema): StepIssue[] {
  const issues: StepIssue[] = [];
  const known = rows.kind === 'known' || rows.kind === 'partial';
  if (needs.user === '' && known) issues.push(settingError('no-user', 'Choose the column that says who.', 'user'));
  if (needs.item === '' && known)
    issues.push(settingError('no-item', 'Choose the column that says which item they had.', 'item'));
  if (needs.user !== '' && needs.user === needs.item)
    issues.push(settingError('same-column', 'The user and the item are one column. Choose another item.', 'item'));
  if (needs.feedback === 'ratings' && needs.strength === '')
    issues.push(settingError('no-rating', 'Choose the column that holds the rating.', 'strength'));
  for (const key of ['user', 'item', 'strength'] as const)
    if (needs[key] !== '') issues.push(...missingColumnIssues(rows, [needs[key]], key));
  return issues;
}

function keyIssues(table: TableSchema, { name, key }: { name: string; key: 'user' | 'item' }): StepIssue[] {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined || keyTypes.includes(column.type)) return [];
  const message = `\`${name}\` is ${typeInWords(column.type)}; ${key === 'user' ? 'a user' : 'an item'} is a text or a whole number. Cast it first.`;
  const fix = { addStep: 'cast-types', title: 'Add Cast types before' };
  return [{ code: 'column-type', severity: 'error', message, param: key, fix }];
}
