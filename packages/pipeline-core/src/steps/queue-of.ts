import type { ModelFormat } from '../release/signature';
import type { Queue } from '../run/run-spec';

/** Slots by queue of all workers at work; null when none is there, which says nothing of those to come. */
export type Cluster = Readonly<Record<string, number>> | null;

/** Slots by queue of one worker at work. */
export type WorkerSlots = Readonly<Record<string, number>>;

/** The slots of several workers together. */
export function clusterOf(workers: readonly WorkerSlots[]): Cluster {
  if (workers.length === 0) return null;
  const slots: Record<string, number> = {};
  for (const [queue, count] of workers.flatMap(Object.entries<number>)) slots[queue] = (slots[queue] ?? 0) + count;
  return slots;
}

/** Which queue a step goes to: the same for all of its settings, or as they say. */
export function queueOf<Params>(
  { needs }: { needs: Queue | ((params: Params, cluster: Cluster) => Queue) },
  params: Params,
  cluster: Cluster,
): Queue {
  return typeof needs === 'function' ? needs(params, cluster) : needs;
}

/** The same of a step that asks a model of this format: one that Python keeps is asked where Python is. */
export function queueAsking(queue: Queue, format: ModelFormat): Queue {
  return format === 'python' && queue === 'cpu' ? 'python' : queue;
}
