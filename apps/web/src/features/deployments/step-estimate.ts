import { percentText } from '@millrace/pipeline-core/percent';
import { spanWords } from '@millrace/pipeline-core/rollout';
import { formatCompact } from '../../lib/format-number';

/** A step as far as it has come. Times in seconds. */
type StepSoFar = {
  /** Since it began. */
  lasted: number;
  /** Of that, how long requests have been counted: from the first whole minute on. */
  counted: number;
  dwell: number;
  /** Requests of the new release, or copies of them. */
  seen: number;
  wanted: number;
};

const minuteMs = 60_000;

/**
 * From when on the requests of a step that began at `since` count. Figures are kept by the minute, and that in which the step
 * began has requests of the share before.
 */
export function countedFrom(since: Date): Date {
  return new Date(Math.ceil(since.getTime() / minuteMs) * minuteMs);
}

/** Seconds until a step has lasted and been asked enough, at the traffic so far; null while there was none. */
export function secondsLeft({ lasted, counted, dwell, seen, wanted }: StepSoFar): number | null {
  const toLast = Math.max(0, dwell - lasted);
  if (seen >= wanted) return toLast;
  if (seen === 0 || counted <= 0) return null;
  return Math.max(toLast, ((wanted - seen) * counted) / seen);
}

/** When a step will be over, or what it takes: shown below what it still needs. */
export function estimateWords(step: StepSoFar, { percent, shadow }: { percent: number; shadow?: number | undefined }) {
  const left = secondsLeft(step);
  if (left !== null) return `At the traffic so far, that is in about ${spanWords(Math.max(60, left))}.`;
  return [
    'None have come since the first whole minute of this step.',
    takesWords({ percent, shadow, minRequests: step.wanted }),
  ]
    .join(' ')
    .trimEnd();
}

/** "100 requests at 1% are some 10k requests of the endpoint.": what a share means for the whole; empty where it is all. */
export function takesWords(o: { percent: number; shadow?: number | undefined; minRequests: number }): string {
  const share = o.shadow ?? o.percent;
  if (share >= 100) return '';
  const unit = o.shadow === undefined ? 'requests' : 'copies';
  return `${o.minRequests.toLocaleString('en')} ${unit} at ${percentText(share)} are some ${formatCompact((o.minRequests * 100) / share)} requests of the endpoint.`;
}
