import type { Database } from '@millrace/db';
import type { ArtifactStore } from './data/artifact-store';
import type { Environment } from './env';
import type { Figures } from './ground/figures';
import type { Logger } from './logger';
import type { QueueBackend } from './queue/backend';
import type { Health } from './scoring/server/server-context';
import type { WorkerGuests } from './worker-guests';

/** What a worker process can be, in the order the roles start. */
export const roles = ['execute', 'schedule', 'watch', 'score'] as const;
export type Role = (typeof roles)[number];

export type RoleContext = {
  environment: Environment;
  db: Database;
  store: ArtifactStore;
  backend: QueueBackend;
  roles: readonly Role[];
  version: string;
  health: () => Health;
  figures: Figures;
  /** What this machine has for Python; looked up with the first call. */
  guests: () => Promise<WorkerGuests>;
  logger: Logger;
};

export type RunningRole = { stop(): Promise<void> };
