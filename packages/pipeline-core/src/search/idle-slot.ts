import { z } from 'zod';
import { skippedTrial } from './end-trial';
import { roundSchema, type TrialOutcome } from './outcome';

/** When no trial of a search begins any more, in milliseconds since 1970: an artifact of its first step. */
export const deadlineSchema = z.object({ v: z.literal(1), at: z.number() });
export type Deadline = z.output<typeof deadlineSchema>;

/** Whether the time of a search is up: nothing of it begins any more. False where no deadline arrived. */
export function isTimeUp(deadline: unknown, now: number): boolean {
  const limit = deadlineSchema.safeParse(deadline);
  return limit.success && now >= limit.data.at;
}

/**
 * A trial for which its round has no proposal, which is always so. Null: it is to be fitted, or only its own process can
 * tell, for the proposal cannot be read here.
 */
export function unaskedTrial(trial: { number: number; trainer: string }, round: unknown): TrialOutcome | null {
  const asked = roundSchema.safeParse(round);
  if (!asked.success || asked.data.trials.some(({ number }) => number === trial.number)) return null;
  return skippedTrial(trial, { reason: asked.data.reason });
}
