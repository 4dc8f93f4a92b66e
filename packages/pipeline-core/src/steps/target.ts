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

/**
 * The columns behind a step in which a target was chosen that counts for all steps behind it. A target marked before
 * stays the one to predict: then this step goes by its own column and marks nothing.
 */
export function markTarget<C extends Column>(columns: readonly C[], target: string): C[] {
  if (target === '' || columns.some(({ role }) => role === 'target')) return [...columns];
  return columns.map((column) => (column.name === target ? { ...column, role: 'target' as const } : column));
}

/** The chosen target as far as it counts for the steps behind; '' where the step only goes by it. */
export function markedBy({ target, marks }: { target: string; marks: boolean }): string {
  return marks ? target : '';
}

/** A chosen target among columns that are only to come is marked as soon as they are there: steps behind wait for it. */
export function awaitTarget(schema: PropagatedSchema, target: string): PropagatedSchema {
  if (target === '' || schema.kind !== 'partial') return schema;
  const there = schema.table.columns.some(({ name, role }) => name === target || role === 'target');
  return there ? schema : { ...schema, mayHoldTarget: true };
}

/** What is to be said of a target chosen in a step that marks it; `needed`: the step itself cannot do without. */
export function markingIssues(schema: PropagatedSchema, { target, needed, marks }: MarkingChoice): StepIssue[] {
  if (!marks) return needed ? targetIssues(schema, target) : [];
  const found = needed || target !== '' ? targetIssues(schema, target) : [];
  // A step that does not look at the target itself runs without it, as it always has.
  const issues = needed ? found : found.map((issue) => ({ ...issue, severity: 'warning' as const }));
  const marked = tableIn(schema)?.columns.find(({ role }) => role === 'target')?.name;
  if (target === '' || marked === undefined || marked === target) return issues;
  const message = `\`${marked}\` is marked as the target already and stays it: \`${target}\` only decides here how rows are divided.`;
  return [...issues, { code: 'target-marked-before', severity: 'warning', message, param: 'target' }];
}

type MarkingChoice = { target: string; needed: boolean; marks: boolean };

/** A warning where the marked target is among the columns that were chosen by hand; `harm` says what comes of it. */
export function chosenTargetIssues(table: TableSchema, names: readonly string[], harm: string): StepIssue[] {
  const target = targetColumn(table, '')?.name;
  if (target === undefined || !names.includes(target)) return [];
  const message = `\`${target}\` is the target, and ${harm}. Take it out of the columns.`;
  return [{ code: 'target-chosen', severity: 'warning', message, param: 'columns' }];
}

/** The target when a step really runs; throws a `PipelineError` that says where to choose one. */
export function requireTarget(table: TableSchema, target: string, place: string): Column {
  const column = targetColumn(table, target);
  if (column !== null) return column;
  // Word for word part of the message, so that nobody reads it twice.
  const next = 'Choose what to predict in Split rows or Select columns, before its column is encoded, or in this step.';
  throw new PipelineError({
    code: 'no-target',
    family: 'pipeline',
    place: `${place} › target`,
    seen: target === '' ? 'no column with the role target' : `no column \`${target}\``,
    expected: 'the column to predict',
    next,
    ...(target === '' ? { message: `${place}: no column is marked as the target. ${next}` } : {}),
  });
}

/** What is wrong with the choice of a target while drawing; nothing while the columns are unknown. */
export function targetIssues(schema: PropagatedSchema, target: string): StepIssue[] {
  const table = tableIn(schema);
  const column = table === null ? null : targetColumn(table, target);
  if (table !== null && column !== null) return likeAnId(table, column);
  if (target !== '') return missingColumnIssues(schema, [target], 'target');
  // What a step makes of columns that are known are features: none of them will be marked as the target.
  if (table === null || (schema.kind === 'partial' && schema.mayHoldTarget === true)) return [];
  return [
    {
      code: 'no-target',
      severity: 'error',
      message: 'No column is marked as the target. Choose what to predict in Split rows or Select columns, or here.',
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
