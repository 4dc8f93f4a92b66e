import { PipelineError } from '../errors/pipeline-error';
import type { StepIssue } from './define-step';

/** When a step runs, what was only marked while drawing stops it: throws the first error among the issues. */
export function refuseErrors(issues: readonly StepIssue[], place: string): void {
  const issue = issues.find(({ severity }) => severity === 'error');
  if (issue === undefined) return;
  throw new PipelineError({
    code: issue.code,
    family: 'pipeline',
    place,
    seen: 'settings that do not fit the incoming table',
    expected: 'settings without mistakes',
    next: issue.message,
    message: `${place}: ${issue.message}`,
  });
}

/** An error that belongs to one setting. */
export function settingError(code: string, message: string, param: string): StepIssue {
  return { code, severity: 'error', message, param };
}
