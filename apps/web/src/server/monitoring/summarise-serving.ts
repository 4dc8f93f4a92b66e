import type { ServingMinute } from '@millrace/db';
import type { ReleaseId } from '@millrace/pipeline-core/ids';
import {
  emptyHistogram,
  type LatencySummary,
  mergeHistogram,
  restoreHistogram,
  summarizeLatency,
} from '@millrace/pipeline-core/stats';

export type ServingFigures = {
  served: number;
  errors: number;
  fallbacks: number;
  invalid: number;
  /** Microseconds; null when nothing was answered. */
  latency: LatencySummary | null;
};

/** Adds up minutes of any releases and processes; quantiles come from the merged histograms. */
export function summariseServing(minutes: readonly ServingMinute[]): ServingFigures {
  const histogram = emptyHistogram();
  const figures = { served: 0, errors: 0, fallbacks: 0, invalid: 0 };
  for (const minute of minutes) {
    figures.served += minute.served;
    figures.errors += minute.errors;
    figures.fallbacks += minute.fallbacks;
    figures.invalid += minute.invalid;
    const answered = minute.histogram.reduce((sum, [, count]) => sum + count, 0);
    if (answered === 0) continue;
    const totals = { count: answered, sum: minute.sumMicros, min: minute.minMicros, max: minute.maxMicros };
    mergeHistogram(histogram, restoreHistogram(minute.histogram, totals));
  }
  return { ...figures, latency: summarizeLatency(histogram) };
}

export type ServingPoint = {
  minute: Date;
  served: number;
  errors: number;
  fallbacks: number;
  p50: number | null;
  p95: number | null;
};

/** One point per `stepMinutes`, gaps filled with zeros so that a chart shows silence as silence. */
export function servingSeries(
  minutes: readonly ServingMinute[],
  o: { from: Date; to: Date; stepMinutes: number },
): ServingPoint[] {
  const step = o.stepMinutes * 60_000;
  const first = Math.floor(o.from.getTime() / step) * step;
  const groups = new Map<number, ServingMinute[]>();
  for (const minute of minutes) {
    const slot = Math.floor(minute.minute.getTime() / step) * step;
    groups.set(slot, [...(groups.get(slot) ?? []), minute]);
  }
  const points: ServingPoint[] = [];
  for (let at = first; at <= o.to.getTime(); at += step) {
    const { served, errors, fallbacks, latency } = summariseServing(groups.get(at) ?? []);
    points.push({
      minute: new Date(at),
      served,
      errors,
      fallbacks,
      p50: latency?.p50 ?? null,
      p95: latency?.p95 ?? null,
    });
  }
  return points;
}

/** Figures per release, busiest first. One that was in shadow alone has answered nobody, and is none of them. */
export function servingByRelease(minutes: readonly ServingMinute[]): { release: ReleaseId; figures: ServingFigures }[] {
  const byRelease = groupByRelease(minutes.filter((minute) => !isShadowAlone(minute)));
  const rows = [...byRelease].map(([release, own]) => ({ release, figures: summariseServing(own) }));
  return rows.sort((a, b) => b.figures.served - a.figures.served);
}

function isShadowAlone({ shadow, routed, served, invalid }: ServingMinute): boolean {
  return shadow !== null && routed === null && served === 0 && invalid === 0;
}

function groupByRelease(minutes: readonly ServingMinute[]): Map<ReleaseId, ServingMinute[]> {
  const groups = new Map<ReleaseId, ServingMinute[]>();
  for (const minute of minutes) groups.set(minute.releaseId, [...(groups.get(minute.releaseId) ?? []), minute]);
  return groups;
}
