import type { EndpointId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { RoutedRows, ShadowRows } from '@millrace/pipeline-core/rollout';
import {
  addOutput,
  emptyHistogram,
  type LatencyHistogram,
  type OutputFacts,
  recordLatency,
  type StoredHistogram,
  storeHistogram,
} from '@millrace/pipeline-core/stats';
import { countRow, newRowCounter, type RowCounter, rowTotals } from './row-counter';
import { type CopiedRow, countCopy, newShadowCounter, type ShadowCounter, shadowTotals } from './shadow-counter';

/** How one row ended. `invalid` counts requests the signature refused: they have no latency and no answer. */
export type Served = {
  endpoint: EndpointId;
  release: ReleaseId;
  outcome: 'ok' | 'fallback' | 'error' | 'invalid';
  /** Time of the whole request; null when another row of it has counted that for this release already. */
  micros: number | null;
  /** Class or number that was answered; null when there was none. */
  prediction: string | number | null;
  /** The release that the shares of the traffic sent it to, and what became of it there; its own time, not the request's. */
  routed?: { release: ReleaseId; missed: boolean; error: boolean; micros: number };
};

/**
 * Totals of one process for one endpoint, release and minute; written again and again until the minute is over.
 * `served`, errors and fallbacks count rows. Times and histogram count requests: one of 1,000 rows is one time, not 1,000.
 */
export type MinuteTotals = {
  endpointId: EndpointId;
  releaseId: ReleaseId;
  minute: Date;
  process: string;
  served: number;
  errors: number;
  fallbacks: number;
  invalid: number;
  routed: RoutedRows | null;
  shadow: ShadowRows | null;
  minMicros: number;
  maxMicros: number;
  sumMicros: number;
  histogram: StoredHistogram;
  outputs: OutputFacts | null;
};

type Counter = {
  endpoint: EndpointId;
  release: ReleaseId;
  minute: number;
  served: number;
  errors: number;
  fallbacks: number;
  invalid: number;
  routed: RowCounter | null;
  shadow: ShadowCounter | null;
  latency: LatencyHistogram;
  outputs: OutputFacts | null;
  changed: boolean;
};

const minuteMs = 60_000;

export type TrafficRecorder = {
  record(served: Served): void;
  /** What became of a copy at a release in shadow. It is no answer, and counts as nothing else. */
  recordCopy(copy: CopiedRow): void;
  /** A copy that nobody had time for. */
  dropCopy(of: Pick<Served, 'endpoint' | 'release'>): void;
  /** Totals that changed since the last call. Counters of minutes that are over are let go after `confirm`. */
  collect(): MinuteTotals[];
  confirm(): void;
};

/** Counts rows and requests per endpoint, release and minute in memory: a few additions per row. */
export function createTrafficRecorder(options: { process: string; now: () => number }): TrafficRecorder {
  const counters = new Map<string, Counter>();
  /** The counter of the row before: nearly always that of this one, too. */
  let latest: Counter | null = null;

  function counterOf(served: Pick<Served, 'endpoint' | 'release'>): Counter {
    const minute = Math.floor(options.now() / minuteMs) * minuteMs;
    if (latest?.minute !== minute || latest.endpoint !== served.endpoint || latest.release !== served.release)
      latest = findCounter(served, minute);
    return latest;
  }

  function findCounter(served: Pick<Served, 'endpoint' | 'release'>, minute: number): Counter {
    const key = `${served.endpoint} ${served.release} ${minute}`;
    let counter = counters.get(key);
    if (counter === undefined) {
      const { endpoint, release } = served;
      const latency = emptyHistogram();
      counter = {
        endpoint,
        release,
        minute,
        served: 0,
        errors: 0,
        fallbacks: 0,
        invalid: 0,
        routed: null,
        shadow: null,
        latency,
        outputs: null,
        changed: true,
      };
      counters.set(key, counter);
    }
    return counter;
  }

  return {
    record(served) {
      const counter = counterOf(served);
      counter.changed = true;
      if (served.outcome === 'invalid') {
        counter.invalid += 1;
        return;
      }
      counter.served += 1;
      if (served.micros !== null) recordLatency(counter.latency, Math.max(0, Math.round(served.micros)));
      if (served.outcome === 'error') counter.errors += 1;
      if (served.outcome === 'fallback') counter.fallbacks += 1;
      if (served.prediction !== null) counter.outputs = addOutput(counter.outputs, served.prediction);
      if (served.routed !== undefined) {
        const { endpoint, release, routed } = served;
        const own = routed.release === release; // nearly always
        countRouted(own ? counter : counterOf({ endpoint, release: routed.release }), served, routed);
      }
    },
    recordCopy(copy) {
      const counter = counterOf(copy);
      counter.changed = true;
      counter.shadow ??= newShadowCounter();
      countCopy(counter.shadow, copy);
    },
    dropCopy(of) {
      const counter = counterOf(of);
      counter.changed = true;
      counter.shadow ??= newShadowCounter();
      counter.shadow.dropped += 1;
    },
    collect() {
      const changed = [...counters.values()].filter((counter) => counter.changed);
      for (const counter of changed) counter.changed = false;
      return changed.map((counter) => toTotals(counter, options.process));
    },
    confirm() {
      const current = Math.floor(options.now() / minuteMs) * minuteMs;
      for (const [key, counter] of counters) if (counter.minute < current && !counter.changed) counters.delete(key);
      latest = null; // it may be one of those, and a clock that is set back would have it counted on
    },
  };
}

function countRouted(counter: Counter, served: Served, routed: NonNullable<Served['routed']>): void {
  counter.changed = true;
  counter.routed ??= newRowCounter();
  const own = served.release === routed.release && served.outcome === 'ok';
  const { missed, error, micros } = routed;
  countRow(counter.routed, { missed, error, micros, prediction: own ? served.prediction : null });
}

function toTotals(counter: Counter, process: string): MinuteTotals {
  const { latency } = counter;
  return {
    endpointId: counter.endpoint,
    releaseId: counter.release,
    minute: new Date(counter.minute),
    process,
    served: counter.served,
    errors: counter.errors,
    fallbacks: counter.fallbacks,
    invalid: counter.invalid,
    routed: counter.routed === null ? null : rowTotals(counter.routed),
    shadow: counter.shadow === null ? null : shadowTotals(counter.shadow),
    minMicros: latency.count === 0 ? 0 : latency.min,
    maxMicros: latency.max,
    sumMicros: latency.sum,
    histogram: storeHistogram(latency),
    outputs: counter.outputs === null ? null : structuredClone(counter.outputs),
  };
}
