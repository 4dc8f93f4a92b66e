import { assertNever } from '../exhaustive';
import type { TargetTask } from '../release/task-facts';
import type { ColumnType } from '../schema/column-type';

/** Whole numbers with at most this many different values are read as classes. */
export const mostIntegerClasses = 20;

/**
 * The task a target calls for: texts and booleans are classes, whole numbers too while they are few and clearly repeat,
 * everything else is a number to predict. `distinct` counts values that are not missing, `rows` the rows that have one.
 */
export function detectTask(target: { type: ColumnType; distinct: number; rows: number }): TargetTask | null {
  const classes: TargetTask = target.distinct <= 2 ? 'binary' : 'multiclass';
  switch (target.type) {
    case 'text':
    case 'boolean':
      return classes;
    case 'integer':
      return target.distinct <= mostIntegerClasses && target.distinct * 5 <= Math.max(target.rows, 10)
        ? classes
        : 'regression';
    case 'number':
      return target.distinct === 2 ? 'binary' : 'regression';
    case 'date':
    case 'timestamp':
    case 'list':
    case 'vector':
    case 'sparse':
    case 'bytes':
      return null;
    default:
      return assertNever(target.type);
  }
}
