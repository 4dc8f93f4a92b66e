import type { FastifyInstance } from 'fastify';

type Route = { segments: readonly string[]; methods: readonly string[] };

/** Which methods the routes of a server take at a path; none where nothing answers there. Has to watch before they are added. */
export function watchMethods(server: FastifyInstance): (path: string) => string[] {
  const routes: Route[] = [];
  server.addHook('onRoute', ({ url, method }) => {
    routes.push({ segments: segmentsOf(url), methods: [method].flat() });
  });
  return (path) => {
    const asked = segmentsOf(path);
    const found = routes.filter(({ segments }) => matches(segments, asked)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  };
}

/** "/v2" and "/v2/" are the same place. */
function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

function matches(route: readonly string[], asked: readonly string[]): boolean {
  return (
    route.length === asked.length &&
    route.every((segment, at) => (segment.startsWith(':') ? asked[at] !== '' : segment === asked[at]))
  );
}
