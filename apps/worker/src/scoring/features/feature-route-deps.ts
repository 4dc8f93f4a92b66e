import type { NewOnlineRow } from '@millrace/pipeline-core/features';
import type { KeyProject } from '../keys/api-key';
import type { OnlineStore } from './online-store';

/** What the routes of online features work with. */
export type FeatureRouteDeps = {
  identify: KeyProject;
  online: OnlineStore;
  /** Stores rows durably; resolves once they are. Throws TryLater while somebody writes a great deal into the view. */
  put(viewId: string, rows: readonly NewOnlineRow[]): Promise<unknown>;
  now: () => number;
};
