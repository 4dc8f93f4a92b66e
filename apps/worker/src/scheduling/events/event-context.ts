import type { Database } from '@millrace/db';
import type { JobQueues } from '../../queue/enqueue';
import type { RunFacts } from './run-facts';

/** What handlers of events work with. */
export type EventContext = {
  db: Database;
  queues: Pick<JobQueues, 'enqueue'>;
  runFacts: RunFacts;
  /** Key of the installation that receipts are signed with; null leaves them unsigned. */
  receiptKey: string | null;
};
