import { PipelineError } from '@millrace/pipeline-core/errors';
import { isTargetTask, type ModelManifest, type TargetTask, taskFacts } from '@millrace/pipeline-core/release';

/** The task of a model that is judged by comparing its answers with a target; throws for any other. */
export function judgedTask({ task, trainer }: Pick<ModelManifest, 'task' | 'trainer'>, title: string): TargetTask {
  if (isTargetTask(task)) return task;
  throw new PipelineError({
    code: 'task-not-judged',
    family: 'pipeline',
    place: `${title} › model`,
    seen: `"${trainer.title}", which predicts ${taskFacts[task].label}`,
    expected: 'a model that predicts classes or a number',
    next: 'Connect another model.',
  });
}
