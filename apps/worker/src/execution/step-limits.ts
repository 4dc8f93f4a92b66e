import type { RunSpec } from '@millrace/pipeline-core/run';
import type { StepTypeFacts } from './interfaces';
import type { ChildRun } from './run-in-child';

/** What a step that limits its own time gets on top, to stop by itself and to say so. */
const graceSeconds = 5;

/** The limits of a run; a limit that the author of the step has set is held from outside too, as the step may not. */
export function stepLimits(
  spec: Pick<RunSpec, 'limits' | 'params' | 'title'>,
  facts: Pick<StepTypeFacts, 'ownLimit'> | undefined,
): Pick<ChildRun, 'seconds' | 'megabytes' | 'lateError'> {
  const own = facts?.ownLimit?.(spec.params, spec.title) ?? null;
  if (own === null || own.seconds + graceSeconds >= spec.limits.seconds) return spec.limits;
  return { ...spec.limits, seconds: own.seconds + graceSeconds, lateError: own.error };
}
