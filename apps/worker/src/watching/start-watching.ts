import type { Database } from '@millrace/db';
import { checkInvariants } from '@millrace/db/protocol';
import type { Figures } from '../ground/figures';
import { repeatTask } from '../ground/repeat-task';
import type { Logger } from '../logger';
import { watchInvariants } from './watch-invariants';

export type Watching = { stop(): Promise<void> };

const everyMs = 60_000;

/** Starts role watch: looks every minute whether the tables of the latest runs agree, and raises what does not. */
export function startWatching(options: { db: Database; figures: Figures; logger: Logger }): Watching {
  const { db, figures, logger } = options;
  const watch = watchInvariants({ check: () => checkInvariants(db.pool, { recent: true }), logger });
  figures.publish(watch.figures);
  return repeatTask({ name: 'invariants', everyMs, logger, run: watch.look });
}
