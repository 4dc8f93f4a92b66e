import type { Database } from '@millrace/db';
import { checkInvariants } from '@millrace/db/protocol';
import type { Logger } from '../logger';
import { repeatTask } from '../repeat-task';

export type Watching = { stop(): Promise<void> };

const everyMs = 5 * 60_000;

/** Starts role watch: looks whether the tables of runs agree with each other, and raises what does not. */
export function startWatching(options: { db: Database; logger: Logger }): Watching {
  return repeatTask({
    name: 'invariants',
    everyMs,
    logger: options.logger,
    run: async () => {
      for (const violation of await checkInvariants(options.db.pool)) {
        options.logger.error({ violation }, 'the tables of runs do not agree');
      }
    },
  });
}
