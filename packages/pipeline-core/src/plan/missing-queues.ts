import type { Queue, RunStep } from '../run/run-spec';
import type { Cluster } from '../steps/queue-of';
import type { Issue } from '../validate/issue';

/** Steps for which no worker has what they need would wait for ever: each is an error. */
export function missingQueues(steps: readonly RunStep[], cluster: Cluster): Issue[] {
  if (cluster === null) return [];
  return steps.flatMap(({ queue, spec }) => {
    const need = needs[queue];
    if (need === null || (cluster[queue] ?? 0) > 0) return [];
    return {
      code: 'no-worker',
      severity: 'error',
      step: spec.step,
      message: `${spec.title} needs ${need}, and no worker has one. Administration › Capabilities says why; start a worker that has one, or disable the step.`,
    };
  });
}

/** What steps of a queue need, in words; every worker that executes steps has processors. */
const needs: Record<Queue, string | null> = { cpu: null, gpu: 'a graphics card', python: 'a Python environment' };
