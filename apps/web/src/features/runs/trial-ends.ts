import { type TrialOutcome, trialOutcomeSchema } from '@millrace/pipeline-core/search';
import type { StepDisplayState } from '../../ui/step-states';

type Output = { idx: number; port: string; artifact: { inline?: unknown } };

/** How a trial ended that fitted no model, and why. */
export type TrialEnd = { state: Extract<StepDisplayState, 'failed' | 'skipped'>; reason: string };

/**
 * The trials of a run that fitted nothing, by their place in it: their steps ended well, for the search goes on, yet "Done"
 * would say that there is a model.
 */
export function trialEnds(outputs: readonly Output[]): ReadonlyMap<number, TrialEnd> {
  return new Map(
    outputs.flatMap(({ idx, port, artifact }): [number, TrialEnd][] => {
      const outcome = port === 'trial' ? trialOutcomeSchema.safeParse(artifact.inline).data : undefined;
      const end = outcome === undefined ? null : endOf(outcome);
      return end === null ? [] : [[idx, end]];
    }),
  );
}

function endOf({ state, error, why, begun, reason }: TrialOutcome): TrialEnd | null {
  switch (state) {
    case 'done':
      return null;
    case 'failed':
      return { state, reason: error?.message ?? 'nobody knows why' };
    case 'skipped':
      return {
        state,
        reason:
          why === undefined
            ? (reason ?? 'nothing else was to be tried')
            : whyNot[why][begun === true ? 'begun' : 'waiting'],
      };
    default:
      return state satisfies never;
  }
}

const whyNot = {
  time: { waiting: 'the time was up before it began', begun: 'the time was up before it was done' },
  asked: {
    waiting: 'the search was asked to end before it began',
    begun: 'the search was asked to end before it was done',
  },
} as const satisfies Record<NonNullable<TrialOutcome['why']>, Record<'waiting' | 'begun', string>>;
