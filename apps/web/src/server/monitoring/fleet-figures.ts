import type { Health } from './health';
import { liveRows } from './live-rows';
import type { ServingFigures } from './summarise-serving';

type FleetRow = { sandbox: boolean; health: Health; figures: ServingFigures };

export type FleetFigures = {
  live: number;
  healthy: number;
  served: number;
  errors: number;
  fallbacks: number;
  /** Of the slowest endpoint, in microseconds; null without requests. */
  slowestP95: number | null;
};

/** The figures over Monitoring. */
export function fleetFigures(rows: readonly FleetRow[]): FleetFigures {
  const live = liveRows(rows);
  const sum = (key: 'served' | 'errors' | 'fallbacks') => live.reduce((total, { figures }) => total + figures[key], 0);
  const latencies = live.flatMap(({ figures }) => (figures.latency === null ? [] : [figures.latency.p95]));
  return {
    live: live.length,
    healthy: live.filter(({ health }) => health.state === 'healthy').length,
    served: sum('served'),
    errors: sum('errors'),
    fallbacks: sum('fallbacks'),
    slowestP95: latencies.length === 0 ? null : Math.max(...latencies),
  };
}
