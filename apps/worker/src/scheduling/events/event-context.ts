import type { Database } from '@millrace/db';
import type { JobQueues } from '../../queue/enqueue';
import type { RunFacts } from './run-facts';

/** What handlers of events work with. */
export type EventContext = {
  db: Database;
  queues: Pick<JobQueues, 'enqueue'>;
  runFacts: RunFacts;
  /** Absolute path of an artifact's recorded place. */
  pathOf: (location: string) => string;
};
