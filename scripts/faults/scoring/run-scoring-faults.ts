import { type BatchKilledReport, killBatchHalfway } from './batch-killed';
import { type PostgresAwayReport, takePostgresAway } from './postgres-away';
import { killScoringProcesses, type ProcessKilledReport } from './process-killed';
import { cutTopic, type TopicCutReport } from './topic-cut';
import type { TrafficReport } from './traffic';

/** How hard each fault is looked at. */
export const scoringFaultSizes = {
  /** The key of the callers was seen a minute before the database is back: it is asked about again while that is away. */
  full: {
    away: { perSecond: 1_000, beforeSeconds: 40, awaySeconds: 30, afterSeconds: 10 },
    killed: { perSecond: 500, seconds: 60, kills: 6 },
    batch: { rows: 400_000, chunkRows: 5_000 },
    topic: { perSecond: 50, beforeSeconds: 10, awaySeconds: 30, afterSeconds: 10 },
  },
  short: {
    away: { perSecond: 100, beforeSeconds: 1, awaySeconds: 5, afterSeconds: 2 },
    killed: { perSecond: 100, seconds: 10, kills: 2 },
    batch: { rows: 12_000, chunkRows: 1_000 },
    topic: { perSecond: 50, beforeSeconds: 2, awaySeconds: 5, afterSeconds: 2 },
  },
} as const;
export type ScoringFaultSizes = (typeof scoringFaultSizes)[keyof typeof scoringFaultSizes];

export type ScoringFaultsReport = {
  away: PostgresAwayReport;
  killed: ProcessKilledReport;
  batch: BatchKilledReport;
  topic: TopicCutReport;
};

/** Each fault of scoring in turn, on an installation of its own. */
export async function runScoringFaults(o: {
  sizes: ScoringFaultSizes;
  log: (message: string) => void;
}): Promise<ScoringFaultsReport & { violations: string[] }> {
  const { sizes, log } = o;
  log(`Postgres away for ${sizes.away.awaySeconds} s under load`);
  const away = await takePostgresAway(sizes.away);
  log('scoring processes killed under load');
  const killed = await killScoringProcesses(sizes.killed);
  log('a batch killed half way');
  const batch = await killBatchHalfway(sizes.batch);
  log(`Postgres away for ${sizes.topic.awaySeconds} s while a topic is scored`);
  const topic = await cutTopic(sizes.topic);
  const violations = [
    ...violationsOfAway(away),
    ...violationsOfKilled(killed),
    ...violationsOfBatch(batch),
    ...violationsOfTopic(topic),
  ];
  return { away, killed, batch, topic, violations };
}

export function violationsOfAway(report: PostgresAwayReport): string[] {
  const { told, logged, unanswered } = report;
  return [
    ...violationsOfTraffic(report),
    ...(unanswered === 0 ? [] : [`${unanswered} predictions are kept that nobody was answered with`]),
    ...(told.away && told.back && logged ? [] : [`health and log do not tell it: ${JSON.stringify({ told, logged })}`]),
  ];
}

export function violationsOfKilled(report: ProcessKilledReport): string[] {
  const { unanswered, retried, left } = report;
  return [
    ...violationsOfTraffic(report),
    // Scored, kept and cut off before the answer was whole: each of them was asked for once more.
    ...(unanswered <= retried ? [] : [`${unanswered} predictions nobody was answered with, after ${retried} retries`]),
    ...(left === 0 ? [] : [`${left} files of predictions were not shipped`]),
  ];
}

export function violationsOfBatch(report: BatchKilledReport): string[] {
  const { status, rows, wanted, twice, missing, wrong, committedTwice } = report;
  return [
    ...(status === 'succeeded' ? [] : [`the batch ended as ${status}`]),
    ...(rows === wanted && twice === 0 && missing === 0 && wrong === 0
      ? []
      : [`${rows} of ${wanted} rows: ${twice} twice, ${missing} missing, ${wrong} wrong`]),
    ...(committedTwice === 0 ? [] : [`${committedTwice} chunks were committed twice`]),
  ];
}

export function violationsOfTopic(report: TopicCutReport): string[] {
  const { records, lost, twice, wrong, refused, predictionsOff } = report;
  return [
    ...(lost === 0 && twice === 0 && wrong === 0
      ? []
      : [`of ${records} records ${lost} have no answer, ${twice} have more than one, ${wrong} a wrong one`]),
    ...(refused === 0 ? [] : [`${refused} records were refused or put aside`]),
    ...(predictionsOff === 0 ? [] : [`${predictionsOff} predictions too many or too few for the answers`]),
  ];
}

function violationsOfTraffic({ failed, example, unknown, lost, twice }: TrafficReport): string[] {
  return [
    ...(Object.keys(failed).length === 0 ? [] : [`requests failed: ${JSON.stringify(failed)}, as ${example}`]),
    ...(unknown === 0 ? [] : [`${unknown} answers from an unknown release`]),
    ...(lost === 0 ? [] : [`${lost} answered predictions are lost`]),
    ...(twice === 0 ? [] : [`${twice} predictions twice`]),
  ];
}
