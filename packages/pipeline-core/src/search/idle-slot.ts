import { z } from 'zod';
import { skippedTrial } from './end-trial';
import { roundSchema, type TrialOutcome } from './outcome';

/** When no trial of a search begins any more, in milliseconds since 1970: an artifact of its first step. */
export const deadlineSchema = z.object({ v: z.literal(1), at: z.number() });
export type Deadline = z.output<typeof deadlineSchema>;

/**
 * A trial that has nothing to do, told from what arrives without fitting anything: the time is up, or its round has no
 * proposal for it. Null: it is to be fitted, or only its own process can tell. `repeats`: the clock had no part in it.
 */
export function idleSlot(
  trial: { number: number; trainer: string },
  { round, deadline, now }: { round: unknown; deadline: unknown; now: number },
): { outcome: TrialOutcome; repeats: boolean } | null {
  const limit = deadlineSchema.safeParse(deadline);
  if (limit.success && now >= limit.data.at) return { outcome: skippedTrial(trial, { why: 'time' }), repeats: false };
  const asked = roundSchema.safeParse(round);
  if (!asked.success || asked.data.trials.some(({ number }) => number === trial.number)) return null;
  return { outcome: skippedTrial(trial, { reason: asked.data.reason }), repeats: true };
}
