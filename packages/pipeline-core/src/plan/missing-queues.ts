import type { Queue, RunStep } from '../run/run-spec';
import type { Cluster } from '../steps/queue-of';
import type { Issue } from '../validate/issue';

/** Steps for which no worker has what they need would wait for ever: each is an error, once for all trials of a search. */
export function missingQueues(steps: readonly RunStep[], cluster: Cluster): Issue[] {
  const told = new Set<string>();
  return steps.flatMap(({ queue, spec }) => {
    const need = missingNeed(queue, cluster);
    const about = `${spec.step} ${queue}`;
    if (need === null || told.has(about)) return [];
    told.add(about);
    return {
      code: 'no-worker',
      severity: 'error',
      step: spec.step,
      message: `${spec.title} needs ${need}, and no worker has one. Administration › Capabilities says why; start a worker that has one, or disable the step.`,
    };
  });
}

/** What steps of a queue need and no worker at work has, in words; null where one has it, or while none is there at all. */
export function missingNeed(queue: Queue, cluster: Cluster): string | null {
  return cluster === null || (cluster[queue] ?? 0) > 0 ? null : needs[queue];
}

/** What steps of a queue need, in words; every worker that executes steps has processors. */
const needs: Record<Queue, string | null> = { cpu: null, gpu: 'a graphics card', python: 'a Python environment' };
