import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadReport } from '../../load/load-shapes';
import { openScoringLoad } from '../../load/scoring-load';
import type { HarnessDatabase } from '../harness-database';
import type { HarnessEndpoint } from './installation';

/** What callers saw of it, and what the store of predictions has of it once all is shipped. */
export type TrafficReport = {
  sent: number;
  failed: Record<string, number>;
  example: string | null;
  /** Answers by another release than the one there is. */
  unknown: number;
  /** Answered predictions that are not in the store, and those that are there or were answered more than once. */
  lost: number;
  twice: number;
  /** Predictions in the store that nobody was answered with: their process was killed between the two. */
  unanswered: number;
  p99Ms: number;
};

export type TrafficShape = { perSecond: number; seconds: number };

const connections = 64;
const shippedWithinMs = 120_000;

/** Sends rows at a fixed rate while `meanwhile` goes on, then compares answers and store, prediction by prediction. */
export async function sendTraffic(
  o: TrafficShape & { database: HarnessDatabase; endpoint: HarnessEndpoint; url: string },
  meanwhile: () => Promise<void>,
): Promise<TrafficReport> {
  const { endpoint, perSecond, seconds } = o;
  const load = await openScoringLoad();
  const { key, body } = endpoint;
  const url = `${o.url}/serve/${endpoint.slug}/predict`;
  try {
    const [report] = await Promise.all([
      load.send({ url, key, body, perSecond, seconds, connections, ids: true }),
      meanwhile(),
    ]);
    return compare(report, { endpoint, stored: await storedAtLast(o.database, { endpoint, answered: report.ids }) });
  } finally {
    await load.close();
  }
}

function compare(seen: LoadReport, o: { endpoint: HarnessEndpoint; stored: readonly string[] }): TrafficReport {
  const { sent, failed, example, releases } = seen;
  const answered = new Set(seen.ids);
  const kept = new Set(o.stored);
  const good = Object.values(releases).reduce((sum, count) => sum + count, 0);
  return {
    ...{ sent, failed, example, unknown: good - (releases[o.endpoint.release] ?? 0), p99Ms: seen.ms.p99 },
    lost: [...answered].filter((id) => !kept.has(id)).length,
    twice: seen.ids.length - answered.size + o.stored.length - kept.size,
    unanswered: [...kept].filter((id) => !answered.has(id)).length,
  };
}

/** Predictions are shipped behind the answers: looked at until all that were answered are there. */
async function storedAtLast(
  database: HarnessDatabase,
  { endpoint, answered }: { endpoint: HarnessEndpoint; answered: readonly string[] },
): Promise<string[]> {
  const end = Date.now() + shippedWithinMs;
  for (;;) {
    const rows = await database.query<{ id: string }>('select id::text from prediction where endpoint_id = $1', [
      endpoint.id,
    ]);
    const ids = rows.map(({ id }) => id);
    const kept = new Set(ids);
    if (answered.every((id) => kept.has(id)) || Date.now() > end) return ids;
    await sleep(500);
  }
}

/** Waits until the endpoint is served under this address; it is not asked for a prediction. */
export async function untilServed(url: string, { key, slug }: HarnessEndpoint): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  for (const end = Date.now() + shippedWithinMs; ; await sleep(50)) {
    const answer = await fetch(`${url}/serve/${slug}`, { headers }).catch(() => null); // it may be starting
    if (answer?.ok === true) return;
    if (Date.now() > end) throw new Error(`${slug} is not served at ${url}: ${await answer?.text()}`);
  }
}
