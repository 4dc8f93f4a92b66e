import type { ScoredRow } from '../answering/score-row';
import type { ServedEndpoint, ServedRelease } from '../releases/served-release';
import type { RequestFacts } from '../server/metrics';
import type { ModelRouteDeps } from '../server/server-context';

type Counted = {
  request: { startedAt: number };
  reply: { readonly statusCode: number };
  deps: Pick<ModelRouteDeps, 'metrics' | 'score'>;
  endpoint: ServedEndpoint;
  protocol: 'native' | 'mlflow' | 'oip';
  /** Whom the request counts for where no release answered it. */
  otherwise?: ServedRelease | undefined;
};

type Scored = readonly ScoredRow[] | null;

/**
 * Answers a request by `work`, which gives the rows that were scored, null when none were; counts it however it ends. Its
 * version is that of the first release that answered, and each row counts for the release that answered it.
 */
export function countRequest(o: Counted, work: () => Scored | Promise<Scored>): void | Promise<void> {
  o.deps.metrics.started(o.endpoint.facts.slug);
  const done = (rows: Scored) => countEnd(o, { rows, code: o.reply.statusCode });
  const failed = (error: unknown): never => {
    countEnd(o, { rows: null, code: 500 }); // as whoever handles the error will answer
    throw error;
  };
  let rows: ReturnType<typeof work>;
  try {
    rows = work();
  } catch (error) {
    return failed(error);
  }
  return rows instanceof Promise ? rows.then(done, failed) : done(rows);
}

function countEnd(o: Counted, { rows, code }: { rows: Scored; code: number }): void {
  const first = rows?.find(({ release }) => release !== null)?.release ?? o.otherwise;
  const ended: RequestFacts = {
    endpoint: o.endpoint.facts.slug,
    model: first?.model ?? '',
    version: versionOf(first ?? null),
    protocol: o.protocol,
    code,
    seconds: (o.deps.score.now() - o.request.startedAt) / 1000,
    rows: rowsByVersion(rows ?? []),
  };
  const unseen = unseenFields(rows ?? []);
  if (unseen !== undefined) ended.unseen = unseen;
  o.deps.metrics.ended(ended);
}

function rowsByVersion(rows: readonly ScoredRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { release } of rows) counts.set(versionOf(release), (counts.get(versionOf(release)) ?? 0) + 1);
  return counts;
}

/** Nothing is made of rows without warnings, which nearly all are. */
function unseenFields(rows: readonly ScoredRow[]): string[] | undefined {
  let unseen: string[] | undefined;
  for (const { warnings } of rows) {
    if (warnings === undefined) continue;
    unseen ??= [];
    unseen.push(...warnings.map(({ field }) => field));
  }
  return unseen;
}

function versionOf(release: ServedRelease | null): string {
  return release === null ? '' : String(release.number);
}
