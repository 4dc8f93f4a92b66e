import { PipelineError } from '@millrace/pipeline-core/errors';
import type { TargetColumn } from './model-runtime';

/** The target of a trainer that learns classes; throws where it holds numbers, or fewer than two classes. */
export function requireClasses(target: TargetColumn, place: string): Extract<TargetColumn, { kind: 'class' }> {
  if (target.kind === 'class' && target.classes.length >= 2) return target;
  const numbers = target.kind === 'number';
  throw new PipelineError({
    code: 'wrong-target',
    family: 'pipeline',
    place: `${place} › target`,
    seen: numbers ? 'numbers' : 'one class',
    expected: 'at least two classes',
    next: numbers
      ? 'Use "Linear regression" or boosted trees for numbers.'
      : 'Check the filters before the split or choose another target.',
  });
}
