import { setTimeout as sleep } from 'node:timers/promises';
import { repeatTask } from '../ground/repeat-task';
import type { Logger } from '../logger';

export type DatabaseState = { state: 'answers' } | { state: 'away'; since: string };

export type DatabaseWatch = {
  /** Asks the database now whether it is there. */
  look(): Promise<boolean>;
  /** How it was when it was last asked. */
  state(): DatabaseState;
  stop(): Promise<void>;
};

const lookEveryMs = 2_000;
/** A database that is cut off answers nothing, not even that. */
const patienceMs = 5_000;

/**
 * Knows whether the database is there, for those who ask how this process is. Scoring goes on without it, so nobody would
 * notice by answers that fail.
 */
export function watchDatabase(options: {
  /** Resolves when the database has answered. */
  ask: () => Promise<unknown>;
  now: () => number;
  logger: Logger;
  everyMs?: number;
  patienceMs?: number;
}): DatabaseWatch {
  const { ask, now, logger } = options;
  let awaySince: number | null = null;

  async function look(): Promise<boolean> {
    const answered = ask().then(
      () => true,
      () => false, // that is the answer
    );
    const there = await Promise.race([answered, sleep(options.patienceMs ?? patienceMs, false, { ref: false })]);
    if (!there && awaySince === null) {
      awaySince = now();
      logger.warn({}, 'the database does not answer: scoring goes on, predictions wait on disk');
    } else if (there && awaySince !== null) {
      logger.info({ seconds: (now() - awaySince) / 1000 }, 'the database answers again');
      awaySince = null;
    }
    return there;
  }

  const task = repeatTask({
    name: 'look after the database',
    everyMs: options.everyMs ?? lookEveryMs,
    run: async () => void (await look()),
    logger,
  });
  return {
    look,
    state: () =>
      awaySince === null ? { state: 'answers' } : { state: 'away', since: new Date(awaySince).toISOString() },
    stop: task.stop,
  };
}
