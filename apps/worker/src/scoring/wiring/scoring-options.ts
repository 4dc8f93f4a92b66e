import type { Database } from '@millrace/db';
import type { Figures } from '../../ground/figures';
import type { Logger } from '../../logger';
import type { OnStored } from '../push/push-store';
import type { ApartProgram } from '../releases/load-release';
import type { Health } from '../server/server-context';

export type ScoringOptions = {
  db: Database;
  databaseUrl: string;
  /** Absolute path of an artifact's recorded place. */
  pathOf: (location: string) => string;
  dataDir: string;
  host: string;
  port: number;
  internalToken: string;
  health: () => Health;
  figures: Figures;
  /** What feature views may take in memory; half of the heap unless told otherwise. */
  mostOnlineBytes?: number;
  /** Requests a second that one API key may send to this process; 0 or absent: no limit. */
  requestsPerSecond?: number;
  /** Where model processes come from; absent: all releases answer in this process. */
  apart?: ApartProgram | undefined;
  /** Hears of pushed events right after their commit, before the views that they feed. */
  onStored?: OnStored;
  logger: Logger;
};
