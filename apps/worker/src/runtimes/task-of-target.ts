import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { TargetColumn, TargetTask } from './model-runtime';

/** Class targets of two classes are binary, of more multiclass; numbers are regression. */
export function taskOfTarget(target: TargetColumn): TargetTask {
  switch (target.kind) {
    case 'number':
      return 'regression';
    case 'class':
      return target.classes.length === 2 ? 'binary' : 'multiclass';
    default:
      return assertNever(target);
  }
}
