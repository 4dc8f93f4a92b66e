import type { LeasedStep, StepContext } from '@millrace/db/protocol';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { deadlineSchema } from '@millrace/pipeline-core/search';

/**
 * When a step shall stop with the best it has: when somebody asks for it, and, of a trial of a search with a limit of time,
 * when that time is up. Trainers that do not learn in rounds have nothing to hand on: `cutLateTrial` ends them.
 */
export function finishInTime(
  spec: Pick<RunSpec, 'trial'>,
  o: {
    inputs: LeasedStep['inputs'];
    context: Pick<StepContext, 'artifacts'>;
    asked: AbortSignal;
    now: number;
  },
): AbortSignal {
  const clock = spec.trial === undefined ? undefined : o.inputs.find(({ port }) => port === 'deadline');
  const stored = clock === undefined ? undefined : o.context.artifacts.get(clock.hash)?.inline;
  const deadline = deadlineSchema.safeParse(stored);
  if (!deadline.success) return o.asked;
  return AbortSignal.any([o.asked, AbortSignal.timeout(Math.max(0, Math.ceil(deadline.data.at - o.now)))]);
}
