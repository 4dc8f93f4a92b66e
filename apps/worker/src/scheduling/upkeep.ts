import {
  addPredictionDays,
  addStrayPredictionDays,
  type Database,
  deleteOldStepAsks,
  deleteOldStepCheckpoints,
  deleteOldStepLogs,
  deleteOldStepPoints,
  deleteRunEvents,
  deleteServingMinutes,
  deleteSettledLetters,
  deleteStrayPredictions,
  deleteUndecidedLetters,
  dropPredictionDay,
  findRecordedPlaces,
  foldServingMinutes,
  forgetEvents,
  forgetOldWorkers,
  giveUpPublications,
  listTopics,
  listUnusedArtifacts,
  listViewsToFold,
  releaseTrialModels,
} from '@millrace/db';
import { checkInvariants, collect, forget, sweepFloor } from '@millrace/db/protocol';
import type { Logger } from '../logger';
import { clearAllSpent, foldShown } from './events/put-publication';

/** What upkeep needs of the artifact store. */
export type UpkeepFiles = {
  remove(location: string): Promise<void>;
  sweepCandidates(before: number): Promise<{ location: string; temporary: boolean; bytes: number }[]>;
};

export type UpkeepOptions = {
  db: Database;
  files: UpkeepFiles;
  logger: Logger;
  now: () => number;
  signal: AbortSignal;
};

const hour = 3600_000;
const day = 24 * hour;
const batch = 500;
/** An artifact is left alone for so long after it was made: a landing pins it a moment later. */
const graceMs = day;
/** A publication of which no block was written for so long was left behind by a process that died. */
const abandonedMs = hour;

/** Run events count from the end of their run, events put aside from when they were settled. Traffic is kept by the minute, then by the hour. */
export const retention = {
  /** Logs of steps, and their curves: a model keeps its own curve. */
  logDays: 30,
  eventDays: 30,
  minuteDays: 31,
  hourMonths: 13,
  /** States of fits that were cut off. */
  checkpointDays: 7,
} as const;

/** Deletes artifacts that nothing uses: marks rows, unlinks files, forgets rows. A use made meanwhile wins. */
export async function collectArtifacts({ db, files, logger, now, signal }: UpkeepOptions): Promise<number> {
  let collected = 0;
  for (;;) {
    signal.throwIfAborted();
    const hashes = await listUnusedArtifacts(db, { olderThan: new Date(now() - graceMs), limit: batch });
    const marked = await collect(db.pool, hashes);
    for (const artifact of marked) {
      if (artifact.location !== null) await files.remove(artifact.location);
      await forget(db.pool, artifact);
    }
    collected += marked.length;
    if (marked.length < batch) break;
  }
  if (collected > 0) logger.info({ collected }, 'unused artifacts deleted');
  return collected;
}

/** Deletes files that no row names: leftovers of processes that were killed. Files first, then the question whose they are. */
export async function sweepOrphans({ db, files, logger, signal }: UpkeepOptions): Promise<number> {
  const floor = await sweepFloor(db.pool);
  const old = await files.sweepCandidates(floor.getTime());
  let swept = 0;
  for (let start = 0; start < old.length; start += batch) {
    signal.throwIfAborted();
    const part = old.slice(start, start + batch);
    const recorded = await findRecordedPlaces(
      db,
      part.map((file) => file.location),
    );
    for (const file of part) {
      if (recorded.has(file.location)) continue;
      await files.remove(file.location);
      swept += 1;
    }
  }
  if (swept > 0) logger.info({ swept }, 'orphaned files deleted');
  return swept;
}

/** Tables for predictions are there so many days ahead: longer than this role is ever away. */
const daysAhead = 7;

/** What is old goes at once, traffic is folded into hours, predictions go by whole days. */
export async function applyRetention(options: UpkeepOptions & { predictionDays: number }): Promise<void> {
  const { db, logger, now, signal } = options;
  const daysAgo = (days: number) => new Date(now() - days * day);
  const rows = 10_000;
  const oldest = monthsBefore(new Date(now()), retention.hourMonths);
  const rules: Record<string, () => Promise<unknown>> = {
    logs: () => untilNone(signal, () => deleteOldStepLogs(db, { before: daysAgo(retention.logDays), limit: rows })),
    points: () => untilNone(signal, () => deleteOldStepPoints(db, { before: daysAgo(retention.logDays), limit: rows })),
    asks: () => untilNone(signal, () => deleteOldStepAsks(db, { before: daysAgo(retention.logDays), limit: rows })),
    checkpoints: () => untilNone(signal, () => clearOldCheckpoints(options, daysAgo(retention.checkpointDays))),
    events: () => untilNone(signal, () => deleteRunEvents(db, { endedBefore: daysAgo(retention.eventDays), runs: 20 })),
    bus: () => forgetBus(db, { before: daysAgo(retention.eventDays), signal, logger }),
    letters: () =>
      untilNone(signal, () => deleteSettledLetters(db, { before: daysAgo(retention.eventDays), limit: rows })),
    undecided: () =>
      untilNone(signal, () => deleteUndecidedLetters(db, { before: daysAgo(retention.eventDays), limit: rows })),
    minutes: () =>
      untilNone(signal, () => foldServingMinutes(db, { before: daysAgo(retention.minuteDays), limit: 500 })),
    hours: () => untilNone(signal, () => deleteServingMinutes(db, { before: oldest, limit: rows })),
    workers: () => forgetOldWorkers(db, daysAgo(1)),
    trials: () => untilNone(signal, () => releaseTrialModels(db, { before: daysAgo(1), limit: 500 })),
    publications: () => tidyPublications(db, { before: new Date(now() - abandonedMs), signal }),
    days: () => addDays(options, daysAgo),
    predictions: () => forgetPredictions(options, daysAgo(options.predictionDays)),
    // Every minute the latest runs are looked at (role watch), here all there are.
    async invariants() {
      const found = await checkInvariants(db.pool);
      for (const violation of found) logger.error({ violation }, 'the tables of runs do not agree');
    },
  };
  const failed: unknown[] = [];
  // One rule that stumbles, over a row it cannot read, keeps none of the others from being applied.
  for (const [rule, apply] of Object.entries(rules)) {
    signal.throwIfAborted();
    await apply().catch((error: unknown) => {
      failed.push(error);
      logger.error({ rule, error: String(error) }, 'a rule of retention could not be applied');
    });
  }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} rules of retention could not be applied`);
}

/** Forgets states first and deletes their files then: a file that stays behind is the sweep's. Answers how many. */
async function clearOldCheckpoints({ db, files }: UpkeepOptions, before: Date): Promise<number> {
  const places = await deleteOldStepCheckpoints(db, { before, limit: batch });
  for (const place of places) await files.remove(place);
  return places.length;
}

/** Events of all topics, a topic after the other; one that cannot be looked through keeps none of the others. */
async function forgetBus(
  db: Database,
  { before, signal, logger }: { before: Date; signal: AbortSignal; logger: Logger },
): Promise<void> {
  const failed: unknown[] = [];
  for (const { projectId, topic } of await listTopics(db)) {
    signal.throwIfAborted();
    try {
      await untilNone(signal, () => forgetEvents(db, { projectId, topic, before, limit: 5_000 }));
    } catch (error) {
      signal.throwIfAborted();
      failed.push(error);
      logger.error({ projectId, topic, error: String(error) }, 'old events of a topic could not be deleted');
    }
  }
  if (failed.length > 0) throw new AggregateError(failed, `old events of ${failed.length} topics could not be deleted`);
}

/** What processes that died left of publications: rows nobody has seen go, rows that are shown are folded to the end. */
async function tidyPublications(
  db: Database,
  { before, signal }: { before: Date; signal: AbortSignal },
): Promise<void> {
  await giveUpPublications(db, { before });
  for (const viewId of await listViewsToFold(db)) await foldShown(db, { viewId, signal });
  await clearAllSpent(db, { signal });
}

/** Works in small chunks, so that nothing is locked for long. */
async function untilNone(signal: AbortSignal, chunk: () => Promise<number>): Promise<void> {
  while ((await chunk()) > 0) signal.throwIfAborted();
}

function monthsBefore(time: Date, months: number): Date {
  const before = new Date(time);
  before.setUTCMonth(before.getUTCMonth() - months);
  if (before.getUTCDate() !== time.getUTCDate()) before.setUTCDate(0); // no 31st there: the last day of that month
  return before;
}

/** Makes the tables of the days ahead, then those of days that went by while nobody had this role. */
async function addDays(
  { db, logger, predictionDays }: UpkeepOptions & { predictionDays: number },
  daysAgo: (days: number) => Date,
): Promise<void> {
  const ahead = await addPredictionDays(db, { from: daysAgo(1), to: daysAgo(-daysAhead) });
  const behind = await addStrayPredictionDays(db, { from: daysAgo(predictionDays), to: daysAgo(0) });
  if (ahead === 'busy' || behind === 'busy')
    logger.info(
      { ahead, behind },
      'predictions are being read or written, the tables of some days are made the next time',
    );
}

/** Drops the days that are over before a time as whole tables, one by one; what has none goes row by row. */
async function forgetPredictions({ db, logger, signal }: UpkeepOptions, before: Date): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const day = await dropPredictionDay(db, { before });
    if (day === null) break;
    if (day === 'busy') {
      logger.info({ before }, 'an old day of predictions is being read, it goes the next time');
      break;
    }
    logger.info({ day }, 'predictions of a day dropped');
  }
  await untilNone(signal, () => deleteStrayPredictions(db, { before, limit: 5_000 }));
}
