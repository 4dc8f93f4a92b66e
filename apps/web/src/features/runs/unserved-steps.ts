import { missingNeed } from '@millrace/pipeline-core/plan';
import { queueSchema } from '@millrace/pipeline-core/run';
import type { Cluster } from '@millrace/pipeline-core/steps';

type QueuedStep = { status: string; queue: string; spec: { title: string } };

/** Steps that could begin if a worker had what they need, by what that is; `slots` as of the workers at work. */
export function unservedSteps(
  steps: readonly QueuedStep[],
  slots: Cluster,
): { need: string; first: string; more: number }[] {
  const waiting = new Map<string, { need: string; first: string; more: number }>();
  for (const { status, queue, spec } of steps) {
    const known = queueSchema.safeParse(queue);
    if (status !== 'ready' || !known.success) continue;
    const need = missingNeed(known.data, slots);
    if (need === null) continue;
    const before = waiting.get(need);
    waiting.set(need, { need, first: before?.first ?? spec.title, more: before === undefined ? 0 : before.more + 1 });
  }
  return [...waiting.values()];
}

/** Whether a run has steps of which only some workers are able, so that it is worth to ask for those at work. */
export function asksForMore(steps: readonly QueuedStep[]): boolean {
  return steps.some(({ status, queue }) => status === 'ready' && queue !== 'cpu');
}
