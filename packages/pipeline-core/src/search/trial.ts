import { z } from 'zod';
import { isWhole, type StoppedEarly } from './median-rule';
import type { SearchSpace } from './space';

export const settingValueSchema = z.union([z.string(), z.number(), z.boolean()]);
export const settingsSchema = z.record(z.string(), settingValueSchema);
/** The settings a search chose; what is not searched with them is left out. */
export type Settings = z.output<typeof settingsSchema>;

/** One fit of a search that has ended. */
export const trialSchema = z.object({
  number: z.int().nonnegative(),
  params: settingsSchema,
  /** Null for a trial that failed. */
  metric: z.number().nullable(),
  /** With halving: how much of the resource it had, and the trial it went on from. */
  resource: z.number().optional(),
  from: z.int().nonnegative().optional(),
});
export type Trial = z.output<typeof trialSchema>;

/** A fit to do next. */
export const proposalSchema = trialSchema.omit({ metric: true });
export type Proposal = z.output<typeof proposalSchema>;

/** How a search chooses. */
export const methodSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('grid'), levels: z.int().min(2).max(50).default(5) }),
  z.object({ method: z.literal('random') }),
  z.object({ method: z.literal('tpe'), startup: z.int().min(2).max(1000).default(10) }),
  z.object({
    method: z.literal('halving'),
    /** One in so many goes on. */
    eta: z.int().min(2).max(10).default(3),
    resource: z
      .object({ param: z.string(), least: z.number().positive(), most: z.number().positive() })
      .refine(({ least, most }) => least <= most, 'The least is not above the most.'),
  }),
]);
export type Method = z.output<typeof methodSchema>;

export type Question<M extends Method = Method> = {
  space: SearchSpace;
  /** Settings of the drawn step: what dimensions depend on that is not searched. */
  base?: Readonly<Record<string, unknown>>;
  /** Trials that have ended, in any order. */
  history: readonly Trial[];
  /** Most trials to propose. */
  count: number;
  method: M;
  /** Whether the best metric is the least or the most. */
  goal: 'least' | 'most';
  seed: number;
};

/** Less is better, whatever the goal; a trial that failed, or has no finite metric, is worse than any other. */
export function lossOf(trial: Pick<Trial, 'metric'>, goal: Question['goal']): number {
  if (trial.metric === null || !Number.isFinite(trial.metric)) return Number.POSITIVE_INFINITY;
  return goal === 'least' ? trial.metric : -trial.metric;
}

/** In the order of their numbers, never in that of arrival: what is proposed must not depend on who was quick. */
export function inOrder<T extends { number: number }>(trials: readonly T[]): T[] {
  return [...trials].sort((a, b) => a.number - b.number);
}

/** What places a trial among others: its figure, and whether it was fitted to its end. */
export type Placed = Pick<Trial, 'number' | 'metric'> & { stopped?: StoppedEarly | null | undefined };

/**
 * The best first; of equal ones the earlier. Those that were stopped early come after all whole ones: they were stopped by
 * their loss, and what they are judged by may see them elsewhere.
 */
export function bestFirst<T extends Placed>(trials: readonly T[], goal: Question['goal']): T[] {
  return [...trials].sort(
    (a, b) =>
      Number(isWhole(b)) - Number(isWhole(a)) || compareLosses(lossOf(a, goal), lossOf(b, goal)) || a.number - b.number,
  );
}

/** Infinity minus infinity is no order. */
function compareLosses(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Number of the next trial. */
export function nextNumber(history: readonly Trial[]): number {
  return history.reduce((most, { number }) => Math.max(most, number + 1), 0);
}
