import type { Outputs } from '../../client/outputs';
import { TimeChart } from '../../ui/charts';

type EndpointChartsProps = { served: number; series: Outputs['monitoring']['endpoint']['series'] };

/** Traffic and latency of one endpoint over time. */
export function EndpointCharts({ served, series }: EndpointChartsProps) {
  const at = series.map((point) => ({ ...point, x: point.minute.getTime() }));
  const count = (key: 'served' | 'errors') => at.map(({ x, [key]: y }) => ({ x, y }));
  // Minutes without requests have no latency; the line goes from one that has to the next.
  const time = (key: 'p50' | 'p95') => at.flatMap(({ x, [key]: y }) => (y === null ? [] : [{ x, y: y / 1000 }]));
  // Both charts show the same stretch, also where only a part of it has latencies.
  const [first, last] = [at[0], at.at(-1)];
  const stretch = first === undefined || last === undefined ? {} : { from: first.x, to: last.x };
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <TimeChart
        title="Traffic"
        {...stretch}
        unit="requests"
        n={served}
        fromZero
        series={[
          { id: 'served', label: 'served', points: count('served') },
          { id: 'errors', label: 'no answer', colorIndex: 2, points: count('errors') },
        ]}
      />
      <TimeChart
        title="Latency"
        {...stretch}
        unit="ms"
        n={served}
        fromZero
        series={[
          { id: 'p95', label: 'p95', points: time('p95') },
          { id: 'p50', label: 'p50', points: time('p50') },
        ]}
      />
    </div>
  );
}
