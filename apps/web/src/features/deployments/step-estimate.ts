import { percentText } from '@millrace/pipeline-core/percent';
import { spanWords } from '@millrace/pipeline-core/rollout';
import { formatCompact } from '../../lib/format-number';

type Wait = { seen: number; wanted: number };

/** A step as far as it has come. Times in seconds. */
type StepSoFar = {
  /** Since it began. */
  lasted: number;
  /** Of that, how long requests have been counted: from the first whole minute on, so at first less than nothing. */
  counted: number;
  dwell: number;
  /** Requests of the new release, or copies of them. */
  fresh: Wait;
  /** Requests of the release before, to compare with. */
  compared: Wait;
};

const minuteMs = 60_000;

/**
 * From when on the requests of a step that began at `since` count. Figures are kept by the minute, and that in which the step
 * began has requests of the share before.
 */
export function countedFrom(since: Date): Date {
  return new Date(Math.ceil(since.getTime() / minuteMs) * minuteMs);
}

/** Seconds until a step has lasted and been asked enough, at the traffic so far; null where that does not tell. */
export function secondsLeft({ lasted, counted, dwell, fresh, compared }: StepSoFar): number | null {
  let left = Math.max(0, dwell - lasted);
  for (const { seen, wanted } of [fresh, compared]) {
    if (seen >= wanted) continue;
    if (seen === 0 || counted <= 0) return null;
    left = Math.max(left, ((wanted - seen) * counted) / seen);
  }
  return left;
}

type Place = { percent: number; shadow?: number | undefined; champion: string };

/** When a step will be over, or what it takes: shown below what it still needs. Empty until requests are counted. */
export function estimateWords(step: StepSoFar, { percent, shadow, champion }: Place): string {
  const left = secondsLeft(step);
  if (left !== null) return `At the traffic so far, that is in about ${spanWords(Math.max(60, left))}.`;
  if (step.counted <= 0) return '';
  if (isAwaited(step.fresh)) {
    const takes = takesWords({ percent, shadow, minRequests: step.fresh.wanted });
    return `None have come since the first whole minute of this step. ${takes}`.trimEnd();
  }
  return `None of ${champion} have come since the first whole minute of this step.`;
}

const isAwaited = ({ seen, wanted }: Wait) => seen === 0 && wanted > 0;

/** "100 requests at 1% are some 10k requests of the endpoint.": what a share means for the whole; empty where it is all. */
export function takesWords(o: { percent: number; shadow?: number | undefined; minRequests: number }): string {
  const share = o.shadow ?? o.percent;
  if (share >= 100) return '';
  const unit = o.shadow === undefined ? 'requests' : 'copies';
  return `${o.minRequests.toLocaleString('en')} ${unit} at ${percentText(share)} are some ${formatCompact((o.minRequests * 100) / share)} requests of the endpoint.`;
}
