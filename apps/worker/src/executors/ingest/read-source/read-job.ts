import type { ConfigOf, ReadFacts, SourceKind, SourceTask } from '@millrace/pipeline-core/sources';
import type { OutsideGrant } from '../../../outside/outside-grant';
import type { ExecutorJob } from '../../executor';

/** One reading of a source of some kind. */
export type ReadJob<K extends SourceKind = SourceKind> = Pick<
  ExecutorJob,
  'title' | 'folder' | 'signal' | 'log' | 'progress'
> & {
  config: ConfigOf<K>;
  task: Omit<SourceTask, 'config'>;
  grant: OutsideGrant;
};

/** What a reading brought: the file with the bytes as they came (null when there is nothing new), and what is known of it. */
export type Reading = { path: string | null; facts: Omit<ReadFacts, 'v'> };

export type ReadKind<K extends SourceKind> = {
  read(job: ReadJob<K>): Promise<Reading>;
  /** Connects and looks, without taking anything away: what a person is told, in a sentence. */
  test(job: ReadJob<K>): Promise<string>;
};
