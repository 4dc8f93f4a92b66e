import { PipelineError } from '../errors/pipeline-error';
import type { ColumnProfile, TableProfile } from '../profile/table-profile';
import type { TargetTask } from '../release/task-facts';
import { nearestName } from '../steps/nearest-name';
import { holdsNumbers, rowsWithValue } from './choose-columns';
import { detectTask } from './detect-task';

export type CheckedTarget = { column: ColumnProfile; task: TargetTask; rows: number; castToNumber: boolean };

const mostClasses = 200;

/** The target of a first pipeline and its task; throws a `PipelineError` for one nothing can be learned from. */
export function checkTarget(profile: TableProfile, target: string): CheckedTarget {
  const column = profile.columns.find((candidate) => candidate.name === target);
  if (column === undefined)
    throw notThere(
      target,
      profile.columns.map((candidate) => candidate.name),
    );
  const rows = rowsWithValue(column);
  if (rows === 0) {
    throw problem(target, {
      code: 'target-blank',
      seen: `no value in any of ${column.rows} rows`,
      expected: 'rows whose answer is known',
      next: 'Choose another target, or load rows that have it.',
    });
  }
  if (column.distinct <= 1 || column.constant) {
    const value = column.top[0]?.value ?? column.min;
    throw problem(target, {
      code: 'one-class',
      seen: `the same value in every row (${JSON.stringify(value)})`,
      expected: 'at least two different values',
      next: 'Choose another target, or load rows with other outcomes.',
    });
  }
  const castToNumber = holdsNumbers(column);
  const task = detectTask({ type: castToNumber ? 'number' : column.type, distinct: column.distinct, rows });
  if (task === null) {
    throw problem(target, {
      code: 'target-type',
      seen: `a ${column.type} column`,
      expected: 'a number, a text or a boolean',
      next: 'Cast it, or choose another target.',
    });
  }
  if (task === 'multiclass' && (column.distinct > mostClasses || column.distinct > rows / 2)) {
    throw problem(target, {
      code: 'too-many-classes',
      seen: `${column.distinct} different values in ${rows} rows`,
      expected: `at most ${mostClasses} classes, each in several rows`,
      next: 'Choose another target; this one looks like an id or free text.',
    });
  }
  return { column, task, rows, castToNumber };
}

function notThere(target: string, names: string[]): PipelineError {
  const nearest = nearestName(target, names);
  return problem(target, {
    code: 'target-not-found',
    seen: `no column \`${target}\``,
    expected: `one of ${names.slice(0, 12).join(', ')}${names.length > 12 ? '…' : ''}`,
    next: nearest === null ? 'Choose one of these columns.' : `Did you mean \`${nearest}\`?`,
  });
}

function problem(target: string, facts: { code: string; seen: string; expected: string; next: string }): PipelineError {
  return new PipelineError({ ...facts, family: 'pipeline', place: `Target \`${target}\``, column: target });
}
