import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ScoredRow } from '../score-row';
import type { ServedEndpoint, ServedRelease } from '../served-release';
import type { ModelRouteDeps } from '../server-context';

type Counted = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: Pick<ModelRouteDeps, 'metrics' | 'score'>;
  endpoint: ServedEndpoint;
  protocol: 'native' | 'mlflow' | 'oip';
  /** Whom the request counts for where no release answered it. */
  otherwise?: ServedRelease | undefined;
};

/**
 * Answers a request by `work`, which gives the rows that were scored, null when none were; counts it however it ends. Its
 * version is that of the first release that answered, and each row counts for the release that answered it.
 */
export async function countRequest(o: Counted, work: () => Promise<ScoredRow[] | null>): Promise<void> {
  const { request, reply, deps } = o;
  const endpoint = o.endpoint.facts.slug;
  deps.metrics.started(endpoint);
  let rows: ScoredRow[] | null = null;
  let code = 500; // as whoever handles the error will answer
  try {
    rows = await work();
    code = reply.statusCode;
  } finally {
    const first = rows?.find(({ release }) => release !== null)?.release ?? o.otherwise;
    deps.metrics.ended({
      endpoint,
      model: first?.model ?? '',
      version: versionOf(first ?? null),
      protocol: o.protocol,
      code,
      seconds: (deps.score.now() - request.startedAt) / 1000,
      rows: rowsByVersion(rows ?? []),
    });
  }
}

function rowsByVersion(rows: readonly ScoredRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { release } of rows) counts.set(versionOf(release), (counts.get(versionOf(release)) ?? 0) + 1);
  return counts;
}

function versionOf(release: ServedRelease | null): string {
  return release === null ? '' : String(release.number);
}
