import { PipelineError } from '@millrace/pipeline-core/errors';
import { type ModelManifest, type Task, taskFacts } from '@millrace/pipeline-core/release';

/** Tasks that rows of a table judge by themselves. */
export type JudgedTask = Exclude<Task, 'ranking'>;

/**
 * The task of a model whose answers rows judge; throws for one that prefers things for somebody: to whom each row is offered
 * stands in no column that a model names.
 */
export function judgedTask({ task, trainer }: Pick<ModelManifest, 'task' | 'trainer'>, title: string): JudgedTask {
  if (task !== 'ranking') return task;
  throw new PipelineError({
    code: 'task-not-judged',
    family: 'pipeline',
    place: `${title} › model`,
    seen: `"${trainer.title}", which predicts ${taskFacts[task].label}`,
    expected: 'a model whose answers can be judged row by row',
    next: 'Connect another model.',
  });
}
