import type { FastifyInstance } from 'fastify';
import { askableReleases } from '../answering/asked-release';
import type { ModelRouteDeps } from '../server/server-context';

/** What needs no key: health of the process and figures for Prometheus. */
export function addPublicRoutes(
  server: FastifyInstance,
  deps: Pick<ModelRouteDeps, 'health' | 'metrics' | 'endpoints' | 'figures'>,
): void {
  server.get('/health', (_request, reply) => {
    const health = deps.health();
    return reply.code(health.status === 'ok' ? 200 : 503).send(health);
  });

  server.get('/metrics', (_request, reply) => {
    const loaded = deps.endpoints.all().flatMap((endpoint) =>
      askableReleases(endpoint).map(({ release }) => ({
        endpoint: endpoint.facts.slug,
        model: release.model,
        version: String(release.number),
        format: release.format,
      })),
    );
    const text = deps.metrics.render(loaded, deps.figures.read());
    return reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(text);
  });
}
