import type { NetPlan } from './kernel-plan';

/** Products of two numbers in a part of a batch that are worth a meeting of threads: some 0.2 ms of work; reckoned, not measured. */
const PRODUCTS_PER_THREAD = 4e6;

/** Threads for a net: no more than it has copies, and no more than have enough to do between two steps of the optimiser. */
export function netThreads(asked: number, { need }: Pick<NetPlan, 'need'>): number {
  const batch = Math.min(need.batchSize, need.rows);
  const worth = Math.floor((3 * need.shape.parameters * batch) / PRODUCTS_PER_THREAD);
  return Math.max(1, Math.min(asked, need.copies, worth));
}

/** For the log of a step. */
export function copiesOnThreads(copies: number, threads: number): string {
  return `${copies} copies of the net on ${threads === 1 ? 'one thread' : `${threads} threads`}.`;
}
