import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, hasFittedTrial } from '@millrace/db';
import type { Json } from '@millrace/pipeline-core/json';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { skippedTrial } from '@millrace/pipeline-core/search';
import { baselineTypes } from '@millrace/pipeline-core/steps';
import type { ChildOutput } from '../child/protocol';
import type { Logger } from '../logger';
import type { StepJob } from './interfaces';

/** Milliseconds in which a fit that learns in rounds hands on the best it has; others have nothing to hand on. */
const graceMs = 20_000;
/** Milliseconds between two looks for a trial that is done. */
const lookMs = 1_000;

export type CutLateOptions = {
  db: Database;
  job: Pick<StepJob, 'step' | 'signal' | 'finish' | 'log'>;
  spec: Pick<RunSpec, 'type' | 'trial'>;
  /** Aborts when the search of the trial is over: its time is up, or somebody asked for the best so far. */
  over: AbortSignal;
  inRounds: boolean;
  logger: Logger;
};

export type CutLate = {
  /** Aborts when the fit shall stop, also for every reason that its job has. */
  signal: AbortSignal;
  /** What the trial makes when it was cut off by the end of its search; null when it was not. */
  outcome(): ChildOutput | null;
  /** The fit has ended: nothing is looked for any more. */
  close(): void;
};

/**
 * Cuts off a trial that has not ended when its search is over, so that the slowest kind of model does not hold up the
 * others. A search needs a model to end with: as long as no trial of it but a baseline is done, each goes on, and the first
 * that is done ends the others. Steps that are no trials keep their signal.
 */
export function cutLateTrial(options: CutLateOptions): CutLate {
  const { job, spec, over } = options;
  const { trial } = spec;
  if (trial === undefined) return { signal: job.signal, outcome: () => null, close: () => undefined };
  const cut = new AbortController();
  const closed = new AbortController();
  const end = AbortSignal.any([closed.signal, job.signal]);
  const begin = () => {
    void waitForFitted(options, end).then((fitted) => {
      if (fitted) cut.abort();
    });
  };
  if (over.aborted) begin();
  else over.addEventListener('abort', begin, { once: true, signal: end });
  return {
    signal: AbortSignal.any([job.signal, cut.signal]),
    outcome() {
      if (!cut.signal.aborted || job.signal.aborted) return null;
      const why = job.finish.aborted ? 'asked' : 'time';
      const outcome = skippedTrial({ number: trial, trainer: spec.type }, { why, begun: true });
      const inline: Json = JSON.parse(JSON.stringify(outcome));
      return { port: 'trial', kind: 'json', inline };
    },
    close: () => closed.abort(),
  };
}

/** True once another trial of the search, no baseline, is done; false when `end` comes first. */
async function waitForFitted({ db, job, inRounds, logger }: CutLateOptions, end: AbortSignal): Promise<boolean> {
  const { runId, idx } = job.step;
  await pause(inRounds ? graceMs : 0, end);
  for (let looks = 0; !end.aborted; looks += 1) {
    try {
      if (await hasFittedTrial(db, { runId, idx, except: baselineTypes })) return !end.aborted;
      if (looks === 0) job.log('info', waits);
    } catch (error) {
      logger.debug({ runId, idx, error: String(error) }, 'it was not seen whether a trial of the search is done');
    }
    await pause(lookMs, end);
  }
  return false;
}

const waits =
  'The search is over, yet none of its trials is done (a baseline does not count). This one goes on: the first that is done is what the search ends with. More minutes, fewer rows or quicker kinds of models give it more to choose from.';

async function pause(ms: number, end: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: end }).catch(() => undefined); // rejects when the end comes first, and only then
}
