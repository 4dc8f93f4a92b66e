import { type Task, taskFacts } from '@millrace/pipeline-core/release';

/** What a model answers; without a target that is what its task is about. */
export function purposeOf({ task, target }: { task: Task; target: string }): string {
  const facts = taskFacts[task];
  return facts.target === null ? `finds ${facts.label}` : `predicts ${target}`;
}
