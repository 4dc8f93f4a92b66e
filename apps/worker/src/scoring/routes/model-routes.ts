import type { FastifyInstance } from 'fastify';
import { bodyLimit } from '../server/bare-server';
import type { ModelRouteDeps } from '../server/server-context';
import { addMlflowRoutes } from './mlflow-routes';
import { addNativeRoutes } from './native-routes';
import { addOipRoutes } from './oip-routes';
import { addPublicRoutes } from './public-routes';

/** Every protocol that models are asked by, the same in the workbench and in an exported server. */
export function addModelRoutes(server: FastifyInstance, deps: ModelRouteDeps): void {
  addPublicRoutes(server, deps);
  addNativeRoutes(server, deps);
  addMlflowRoutes(server, { deps, bodyLimit });
  addOipRoutes(server, { deps, bodyLimit });
}
