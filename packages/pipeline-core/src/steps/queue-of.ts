import type { Queue } from '../run/run-spec';

/** Slots by queue of all workers at work; null when none is there, which says nothing of those to come. */
export type Cluster = Readonly<Record<string, number>> | null;

/** Which queue a step goes to: the same for all of its settings, or as they say. */
export function queueOf<Params>(
  { needs }: { needs: Queue | ((params: Params, cluster: Cluster) => Queue) },
  params: Params,
  cluster: Cluster,
): Queue {
  return typeof needs === 'function' ? needs(params, cluster) : needs;
}
