import type { Outputs } from '../../client/outputs';
import { noValue } from '../../lib/format-number';

export type ProcessRow = Outputs['endpoints']['processes']['processes'][number];
type State = NonNullable<ProcessRow['own']>['state'];

/** Where the releases of an endpoint answer, as people choose it. */
export const processChoices = [
  { value: 'automatic', label: 'As the model needs it' },
  { value: 'own', label: 'A process for each release' },
  { value: 'shared', label: 'The scoring process' },
] as const;
export type ProcessChoice = (typeof processChoices)[number]['value'];

export function isProcessChoice(value: string): value is ProcessChoice {
  return processChoices.some((choice) => choice.value === value);
}

const stateWords = {
  idle: 'asleep until it is asked',
  starting: 'starting',
  running: 'answers',
  slow: 'too slow: asked once a second until an answer comes in time',
  resting: 'ended, and is started anew in a moment',
  closed: 'closed',
} as const satisfies Record<State, string>;

/** How the process of a release fares, in words. */
export function stateOf({ own, problem }: ProcessRow): string {
  if (problem !== null) return `cannot be loaded: ${problem}`;
  return own === null ? 'answers' : stateWords[own.state];
}

/** Which process it is, by the number that the system knows it by. */
export function placeOf({ own, problem }: ProcessRow): string {
  if (problem !== null) return 'none';
  if (own === null) return 'the scoring process';
  return own.pid === null ? 'its own' : `its own, ${own.pid}`;
}

/** How often it was started anew, and why the last time. */
export function restartsOf({ own }: ProcessRow): string {
  if (own === null) return noValue;
  return own.lastEnd === null ? String(own.restarts) : `${own.restarts}; it ${own.lastEnd}`;
}

/** That a release in shadow waits in vain; null where it is loaded, or nothing is known. */
export function unloadedShadowWords(
  rollout: { challenger: string; names: { challenger: string } },
  processes: readonly ProcessRow[],
): { title: string; detail: string } | null {
  const problem = processes.find(({ releaseId }) => releaseId === rollout.challenger)?.problem ?? null;
  if (problem === null) return null;
  return {
    title: `${rollout.names.challenger} cannot be loaded, so it gets no copies and this step does not end`,
    detail: `${problem} Mend that, and it is loaded within seconds; or abort the rollout.`,
  };
}
