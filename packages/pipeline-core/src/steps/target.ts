import { PipelineError } from '../errors/pipeline-error';
import type { PropagatedSchema } from '../schema/propagated';
import type { Column, TableSchema } from '../schema/table-schema';
import { missingColumnIssues } from './columns';
import type { StepIssue } from './define-step';

/** The target of a step: its own `target` parameter, else the column with the role target. Null when there is none. */
export function targetColumn(table: TableSchema, target: string): Column | null {
  const found = table.columns.find((column) => (target === '' ? column.role === 'target' : column.name === target));
  return found ?? null;
}

/** A model has one target: of several the first stays, the others are kept out of what is learned. */
export function withOneTarget(columns: readonly Column[]): Column[] {
  const first = columns.findIndex(({ role }) => role === 'target');
  return columns.map((column, at) =>
    column.role === 'target' && at !== first ? { ...column, role: 'ignore' } : column,
  );
}

/** The target when a step really runs; throws a `PipelineError` that says where to choose one. */
export function requireTarget(table: TableSchema, target: string, place: string): Column {
  const column = targetColumn(table, target);
  if (column !== null) return column;
  throw new PipelineError({
    code: 'no-target',
    family: 'pipeline',
    place: `${place} › target`,
    seen: target === '' ? 'no column with the role target' : `no column \`${target}\``,
    expected: 'the column to predict',
    next: 'Choose it in Select columns, or in this step.',
  });
}

/** What is wrong with the choice of a target while drawing; nothing while the columns are unknown. */
export function targetIssues(schema: PropagatedSchema, target: string): StepIssue[] {
  if (target !== '') return missingColumnIssues(schema, [target], 'target');
  if (schema.kind !== 'known' || targetColumn(schema.table, '') !== null) return [];
  return [
    {
      code: 'no-target',
      severity: 'error',
      message: 'No column is marked as the target. Choose what to predict here, or mark it in Select columns.',
      param: 'target',
      fix: { addStep: 'select-columns', title: 'Add Select columns before' },
    },
  ];
}
