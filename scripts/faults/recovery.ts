import type { HarnessDatabase } from './harness-database';

/** A step that ran on a worker at the moment it was killed (by the database's clock). */
export type KilledStep = { run: string; idx: number; at: Date };

/** Seconds from a kill until the step was taken from the dead worker. */
export type Recovery = { steps: number; p50: number; p90: number; p99: number; max: number };

/** The database was down, in milliseconds since 1970; it runs on this machine, so the clocks agree. */
export type Outage = { from: number; to: number };

export type RecoveryReport = {
  all: Recovery;
  /** Without those during whose recovery the database was down, or up for less than the grace. */
  databaseUp: Recovery;
};

export async function measureRecovery(
  database: HarnessDatabase,
  { killed, outages, graceMs }: { killed: KilledStep[]; outages: Outage[]; graceMs: number },
): Promise<RecoveryReport> {
  const all: number[] = [];
  const databaseUp: number[] = [];
  for (const { run, idx, at } of killed) {
    const [event] = await database.query<{ kind: string; seconds: number }>(
      `select kind, extract(epoch from at - $3::timestamptz)::float8 seconds from run_event
       where run_id = $1 and idx = $2 and at > $3 order by seq limit 1`,
      [run, idx, at],
    );
    // A step that was committed just before the kill needed no recovery and has no event of this kind next.
    if (event === undefined || !['ready', 'held', 'cancelled', 'failed'].includes(event.kind)) continue;
    all.push(event.seconds);
    const [from, to] = [at.getTime(), at.getTime() + event.seconds * 1000];
    if (!outages.some((outage) => outage.from < to && outage.to + graceMs > from)) databaseUp.push(event.seconds);
  }
  return { all: quantiles(all), databaseUp: quantiles(databaseUp) };
}

function quantiles(values: number[]): Recovery {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0);
  return { steps: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: round(sorted.at(-1) ?? 0) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
