import type { StepTypeFacts } from './interfaces';

export type Cores = {
  /** Cores of this machine. */
  cores: number;
  /** Threads of a step whose number of threads is not its own choice: its slot's share of the cores. */
  share: number;
  /** Steps that this worker executes now, this one among them. */
  running: number;
};

/**
 * Threads of a step that does not choose them: the cores among the slots but one, for steps that compute wait now and then,
 * and on two cores a step that is alone has both.
 */
export function threadShare(cores: number, slots: number): number {
  return Math.max(1, Math.floor(cores / Math.max(1, slots - 1)));
}

/**
 * How many threads a step gets. A team makes the same bytes with any number, so it takes the cores that the steps beside it
 * leave: all of them when it is alone, however many slots there are.
 */
export function stepThreads(facts: Pick<StepTypeFacts, 'team'> | undefined, { cores, share, running }: Cores): number {
  if (facts?.team !== true) return share;
  return Math.max(1, Math.floor(cores / Math.max(1, running)));
}
