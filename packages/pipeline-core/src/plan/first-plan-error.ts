import { type ErrorReport, PipelineError } from '../errors/pipeline-error';
import type { RunPlan } from './plan-types';

/** Why a plan must not be started, null when it may; `place` is the name of the pipeline. */
export function firstPlanError(plan: Pick<RunPlan, 'issues' | 'steps'>, place: string): ErrorReport | null {
  const problems = plan.issues.filter(({ severity }) => severity === 'error');
  const first = problems[0];
  if (first !== undefined) {
    const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
    return new PipelineError({
      code: first.code,
      family: 'pipeline',
      place,
      seen: first.message,
      expected: 'a pipeline that can run',
      next: 'Open the Problems panel of the editor.',
      message: `${first.message}${more}`,
    }).report;
  }
  if (plan.steps.length > 0) return null;
  return new PipelineError({
    code: 'nothing-to-run',
    family: 'pipeline',
    place,
    seen: 'no step that can run',
    expected: 'at least one',
    next: 'Add a step, for example a dataset.',
  }).report;
}
