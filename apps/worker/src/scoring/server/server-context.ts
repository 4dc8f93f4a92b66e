import type { Figures } from '../../ground/figures';
import type { Logger } from '../../logger';
import type { ScoreDeps } from '../answering/score-request';
import type { FeatureRouteDeps } from '../features/feature-route-deps';
import type { KeyProject } from '../keys/api-key';
import type { KeyRates } from '../keys/key-rates';
import type { Precomputed } from '../precomputed/precomputed-store';
import type { PushRouteDeps } from '../push/push-routes';
import type { ServedEndpoints } from '../releases/served-endpoints';
import type { ScoringMetrics } from './metrics';

export type Health = { status: 'ok' | 'starting' | 'stopping'; roles: readonly string[]; [detail: string]: unknown };

/** What the routes of models need, wherever they are served: in the workbench, or in a server that holds one release. */
export type ModelRouteDeps = {
  endpoints: Pick<ServedEndpoints, 'find' | 'all' | 'unserved'>;
  /** Whose key a request has, asked before anything is said about endpoints. */
  identify: KeyProject;
  /** Who callers without a key are, where none is needed; every caller is this one then. Without it a key is needed. */
  open?: string;
  /** Secret of this installation's own processes; with it the web's test form names its user. Empty: there are none. */
  internalToken: string;
  metrics: ScoringMetrics;
  /** What the roles of this process count beside. */
  figures: Pick<Figures, 'read'>;
  score: ScoreDeps;
  /** Scores of batches in memory, for the people who run them; absent: there are none. */
  precomputed?: Pick<Precomputed, 'tables'>;
  /** How many requests a key may send; absent: as many as it likes. */
  rates?: KeyRates;
  health: () => Health;
  logger: Logger;
};

/** What the scoring server of the workbench needs on top: online features and pushed events. */
export type ScoringServerDeps = ModelRouteDeps & { features: FeatureRouteDeps; push: PushRouteDeps };
