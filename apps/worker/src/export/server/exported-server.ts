import { type EndpointId, endpointIdSchema, projectIdSchema } from '@millrace/pipeline-core/ids';
import { endpointConfigSchema } from '@millrace/pipeline-core/release';
import type { FastifyInstance } from 'fastify';
import { createFigures } from '../../ground/figures';
import type { Logger } from '../../logger';
import { keepFewRefusals } from '../../scoring/keys/few-refusals';
import type { ServedEndpoint } from '../../scoring/releases/served-release';
import { findEndpoint } from '../../scoring/routes/find-endpoint';
import { addModelRoutes } from '../../scoring/routes/model-routes';
import { createBareServer } from '../../scoring/server/bare-server';
import { createScoringMetrics } from '../../scoring/server/metrics';
import { processFigures } from '../../scoring/server/process-figures';
import { sendProblem } from '../../scoring/server/reply';
import type { Health, ModelRouteDeps } from '../../scoring/server/server-context';
import { gatherWrites } from '../../scoring/server/share-turns';
import { openApiOf } from '../open-api';
import type { Exported } from '../open-exported';
import { titleOf } from '../release-facts';
import { identifyAllowedKeys } from './allowed-keys';
import type { PredictionsFile } from './predictions-file';
import { rootAddresses } from './root-addresses';

export type ExportedServerOptions = {
  exported: Exported;
  /** Hashes of keys that may ask; without it everybody may. */
  keys?: readonly string[];
  predictions?: PredictionsFile;
  isStopping: () => boolean;
  logger: Logger;
};

/** Ids of what only a workbench has. */
const nobody = '00000000-0000-0000-0000-000000000000';
const endpointId: EndpointId = endpointIdSchema.parse(nobody);
const projectId = projectIdSchema.parse(nobody);

/** One release behind the routes of the workbench, not yet listening. Every answer names the bundle in a header. */
export function createExportedServer(options: ExportedServerOptions): FastifyInstance {
  const { exported, predictions, logger } = options;
  const { facts, served } = exported;
  const endpoint = onlyEndpoint(exported);
  const figures = createFigures();
  if (predictions !== undefined) figures.publish(predictions.figures);
  if (served.own !== undefined) figures.publish(() => processFigures([served]));
  const now = () => performance.now();
  const server = createBareServer({ now, logger, rewriteUrl: rootAddresses(facts.model) });
  server.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-millrace-bundle', facts.bundle);
    done();
  });
  const deps: ModelRouteDeps = {
    endpoints: {
      find: (name) => (name === facts.model ? endpoint : null),
      all: () => [endpoint],
      unserved: () => [],
    },
    ...(options.keys === undefined ? { open: 'anyone' } : {}),
    identify: identifyAllowedKeys(options.keys ?? [], projectId),
    internalToken: '',
    metrics: createScoringMetrics(),
    figures,
    score: {
      now,
      wallClock: Date.now,
      random: Math.random,
      keep: predictions === undefined ? () => undefined : keepFewRefusals(gatherWrites(predictions.append), now),
      count: () => undefined, // counted by whoever reads /metrics
      online: { find: () => null, whyUnheld: () => null },
    },
    health: () => ({ status: statusOf(options), roles: ['score'], release: titleOf(facts), bundle: facts.bundle }),
    logger,
  };
  addModelRoutes(server, deps);
  server.get('/ping', (_request, reply) => reply.header('content-type', 'application/json').send('\n'));
  // It holds the signature and a row that the model learned from: for those who may ask the model.
  server.get('/openapi.json', async (request, reply) => {
    const access = await findEndpoint(request, facts.model, deps);
    if (access.kind === 'refused') return sendProblem(reply, access.status, access);
    return openApiOf(facts, { signature: served.signature, example: served.example });
  });
  return server;
}

/** While the process of its model is started anew, nobody here answers: another copy of this server may. */
function statusOf({ isStopping, exported }: ExportedServerOptions): Health['status'] {
  if (isStopping()) return 'stopping';
  const state = exported.served.own?.facts().state ?? 'running';
  return state === 'running' || state === 'slow' ? 'ok' : 'starting';
}

function onlyEndpoint({ facts, served }: Exported): ServedEndpoint {
  const config = endpointConfigSchema.parse({ v: 1, routes: [{ release: facts.id, weight: 1 }], chain: [] });
  return {
    facts: { id: endpointId, projectId, slug: facts.model, name: facts.model, revision: 1, config },
    releases: new Map([[facts.id, served]]),
  };
}
