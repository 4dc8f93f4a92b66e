import type { ScoringServerDeps } from '../server-context';

/** What the routes of a protocol need: nothing of a database, so that other servers can have them. */
export type ProtocolDeps = Pick<
  ScoringServerDeps,
  'endpoints' | 'checkKey' | 'internalToken' | 'rates' | 'metrics' | 'score' | 'logger'
>;
