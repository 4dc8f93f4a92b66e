import { appendStepLogs, type Database, type NewLogLine } from '@millrace/db';
import type { LeasedStep } from '@millrace/db/protocol';
import { mostLogLines, type Progress } from '../child/protocol';
import type { Logger } from '../logger';
import type { StepJob, StepListener } from './interfaces';
import { pointKeeper } from './keep-points';
import { repeat } from './session';

const flushMs = 300;
/** Lines kept while the database is away; what comes on top is counted and left out. */
const mostLines = 20_000;
const longestLine = 8_000;
const progressMs = 250;
/** A notification may have 8,000 bytes. */
const longestNotification = 7_500;

export type StepWatch = {
  of(step: LeasedStep): StepListener;
  close(): Promise<void>;
};

/** Keeps log lines and curves of running steps (in batches) and passes their progress on, at most four times a second each. */
export function watchSteps(options: { db: Database; logger: Logger }): StepWatch {
  const { db, logger } = options;
  let lines: NewLogLine[] = [];
  let leftOut = 0;

  const flush = async () => {
    if (lines.length === 0) return;
    const batch = lines;
    lines = [];
    try {
      await appendStepLogs(db, batch);
    } catch (error) {
      lines = [...batch, ...lines];
      throw error;
    }
    if (leftOut > 0) logger.warn({ lines: leftOut }, 'log lines of steps were left out while the database was away');
    leftOut = 0;
  };
  const points = pointKeeper({ db, logger });
  const stop = repeat(flushMs, flush, logger);
  const stopPoints = repeat(flushMs, points.flush, logger);

  return {
    of(step) {
      const { runId, idx, attempt } = step;
      let logged = 0;
      const add = (level: NewLogLine['level'], text: string) => {
        if (lines.length >= mostLines) leftOut += 1;
        else lines.push({ runId, idx, attempt, at: new Date(), level, text: text.slice(0, longestLine) });
      };
      const log: StepJob['log'] = (level, text) => {
        logged += 1;
        if (logged < mostLogLines) add(level, text);
        else if (logged === mostLogLines) add('warning', `More than ${mostLogLines} lines: the rest is left out.`);
      };
      const progress = throttle(progressMs, (value: Progress) => {
        const payload = JSON.stringify({ run: step.runId, idx: step.idx, ...value });
        if (payload.length > longestNotification) return; // progress is a courtesy; the result has everything
        db.pool.query('select pg_notify($1,$2)', ['mr_progress', payload]).catch((error: unknown) => {
          logger.debug({ error: String(error) }, 'progress of a step was not sent');
        });
      });
      return { log, progress, points: points.of(step) };
    },
    async close() {
      await Promise.all([stop(), stopPoints()]);
      for (const last of [flush, points.flush])
        await last().catch((error: unknown) =>
          logger.warn({ error: String(error) }, 'the last that steps said could not be kept'),
        );
    },
  };
}

/** Calls at most once per `ms`: at once, then with the latest value. */
function throttle<T>(ms: number, call: (value: T) => void): (value: T) => void {
  let last = 0;
  let waiting: { value: T } | null = null;
  return (value) => {
    const rest = last + ms - Date.now();
    if (rest <= 0 && waiting === null) {
      last = Date.now();
      call(value);
      return;
    }
    if (waiting !== null) {
      waiting.value = value;
      return;
    }
    waiting = { value };
    setTimeout(
      () => {
        const latest = waiting;
        waiting = null;
        last = Date.now();
        if (latest !== null) call(latest.value);
      },
      Math.max(0, rest),
    ).unref();
  };
}
