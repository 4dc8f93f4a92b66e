import type { Database } from '@millrace/db';
import type { Json } from '@millrace/pipeline-core/json';
import type { JobQueues } from '../../queue/enqueue';
import type { RunFacts } from './run-facts';

/** What handlers of events work with. */
export type EventContext = {
  db: Database;
  queues: Pick<JobQueues, 'enqueue'>;
  runFacts: RunFacts;
  /** JSON of an artifact of the store that is too long to be kept inline. */
  readJson(location: string): Promise<Json>;
  /** Key of the installation that receipts are signed with; null leaves them unsigned. */
  receiptKey: string | null;
  /** Absolute path of an artifact's recorded place. */
  pathOf: (location: string) => string;
  /** Breaks off what takes long. */
  signal?: AbortSignal;
};
