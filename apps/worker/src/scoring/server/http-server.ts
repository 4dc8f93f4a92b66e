import type { FastifyInstance } from 'fastify';
import { addFeatureRoutes } from '../features/feature-routes';
import { addPushRoutes } from '../push/push-routes';
import { addModelRoutes } from '../routes/model-routes';
import { createBareServer } from './bare-server';
import type { ScoringServerDeps } from './server-context';

/** The scoring server, not yet listening. */
export function createScoringServer(deps: ScoringServerDeps): FastifyInstance {
  const server = createBareServer({ now: deps.score.now, logger: deps.logger });
  addModelRoutes(server, deps);
  addFeatureRoutes(server, deps.features);
  addPushRoutes(server, deps.push);
  return server;
}
