import { PipelineError } from '../errors/pipeline-error';
import type { PropagatedSchema } from '../schema/propagated';
import type { Column, TableSchema } from '../schema/table-schema';
import { missingColumnIssues } from './columns';
import type { StepIssue } from './define-step';
import { tableIn } from './infer';

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
    ...(target === ''
      ? {
          message: `${place}: no column is marked as the target. Choose what to predict in this step, or in Select columns.`,
        }
      : {}),
  });
}

/** What is wrong with the choice of a target while drawing; nothing while the columns are unknown. */
export function targetIssues(schema: PropagatedSchema, target: string): StepIssue[] {
  const table = tableIn(schema);
  const column = table === null ? null : targetColumn(table, target);
  if (table !== null && column !== null) return likeAnId(table, column);
  if (target !== '') return missingColumnIssues(schema, [target], 'target');
  if (schema.kind !== 'known') return [];
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

/** Fewer rows say nothing: each may well have an answer of its own. */
const fewestRows = 50;
const mostClasses = 200;

/** A target that says which row it is: nothing learned of it holds for a row that was not seen. */
function likeAnId({ rows = 0 }: TableSchema, { name, role, type, distinct = 0 }: Column): StepIssue[] {
  const discrete = type === 'text' || type === 'integer';
  const unique = discrete && rows >= fewestRows && distinct >= rows;
  const manyTexts = type === 'text' && distinct > mostClasses;
  if (role !== 'id' && !unique && !manyTexts) return [];
  const seen = distinct > 0 ? ` has ${distinct} different values and` : '';
  const message = `\`${name}\`${seen} looks like an id: it cannot be predicted for new rows. Choose another target.`;
  return [{ code: 'target-like-id', severity: 'warning', message, param: 'target' }];
}
