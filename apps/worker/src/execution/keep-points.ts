import { type Database, keepStepPoints, type NewStepPoint } from '@millrace/db';
import type { LeasedStep } from '@millrace/db/protocol';
import type { Logger } from '../logger';
import type { StepJob } from './interfaces';

/** Points kept while the database is away; what comes on top is counted and left out. */
const mostWaiting = 50_000;
/** All points of a series are kept up to so many, then every second, from twice as many on every fourth, and so on. */
const wholeSeries = 1_000;
/** Curves kept of one attempt of a step. */
const mostSeries = 50;
const longestName = 200;

export type PointKeeper = {
  of(step: LeasedStep): StepJob['points'];
  flush(): Promise<void>;
};

/** Keeps the curves of running steps, in batches: thinned, so that a fit of a million rounds does not fill the table. */
export function pointKeeper({ db, logger }: { db: Database; logger: Logger }): PointKeeper {
  let waiting: NewStepPoint[] = [];
  let leftOut = 0;
  return {
    of({ runId, idx, attempt }) {
      const counts = new Map<string, number>();
      return (points) => {
        for (const { series: name, step, value } of points) {
          const series = name.slice(0, longestName);
          const count = counts.get(series) ?? 0;
          if (count === 0 && counts.size >= mostSeries) continue;
          counts.set(series, count + 1);
          if (count % strideAt(count) !== 0) continue;
          if (waiting.length >= mostWaiting) leftOut += 1;
          else waiting.push({ runId, idx, attempt, series, step, value });
        }
      };
    },
    async flush() {
      if (waiting.length === 0) return;
      const batch = waiting;
      waiting = [];
      try {
        await keepStepPoints(db, batch);
      } catch (error) {
        waiting = [...batch, ...waiting];
        throw error;
      }
      if (leftOut > 0) logger.warn({ points: leftOut }, 'points of curves were left out while the database was away');
      leftOut = 0;
    },
  };
}

/** Which points are kept after `count`: each, each second, each fourth … */
export function strideAt(count: number): number {
  return count < wholeSeries ? 1 : 2 ** Math.floor(Math.log2(count / wholeSeries) + 1);
}
