import type { LoadReport } from '../../load/load-shapes';
import { openScoringLoad } from '../../load/scoring-load';
import { addressOf, readStored } from '../../load/served-endpoint';
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

/** Sends rows at a fixed rate while `meanwhile` goes on, then compares answers and store, prediction by prediction. */
export async function sendTraffic(
  o: TrafficShape & { database: HarnessDatabase; endpoint: HarnessEndpoint; url: string },
  meanwhile: () => Promise<void>,
): Promise<TrafficReport> {
  const { endpoint, perSecond, seconds } = o;
  const load = await openScoringLoad();
  const { key, body } = endpoint;
  const url = `${addressOf({ scoringUrl: o.url, slug: endpoint.slug })}/predict`;
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

function storedAtLast(
  database: HarnessDatabase,
  { endpoint, answered }: { endpoint: HarnessEndpoint; answered: readonly string[] },
): Promise<string[]> {
  const read = async () => {
    const found = 'select id::text from prediction where endpoint_id = $1';
    return (await database.query<{ id: string }>(found, [endpoint.id])).map(({ id }) => id);
  };
  return readStored(read, (ids) => {
    const kept = new Set(ids);
    return answered.every((id) => kept.has(id));
  });
}
