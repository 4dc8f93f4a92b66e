'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { formatNumber } from '../../lib/format-number';
import { type ChartSeries, LineChart } from '../../ui/charts';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { useProject } from '../frame/project-context';
import { metricWords } from './metric-words';
import { colorOf } from './run-look';
import type { Compared } from './use-compared';
import type { RunRow } from './use-run-list';

type Axis = 'step' | 'seconds';

/** The figure over steps or time, for the runs that logged more than one point of it, and the loss of pipelines' candidates. */
export function CompareCurves({
  rows,
  curves,
  metric,
}: {
  rows: readonly RunRow[];
  curves: Compared['curves'];
  metric: string;
}) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const [axis, setAxis] = useState<Axis>('step');
  const logged = rows.filter(({ source, figures }) => source === 'logged' && figures[metric] !== undefined);
  const query = useQuery(
    trpc.experiments.series.queryOptions(
      { project: slug, ids: logged.map(({ id }) => id), key: metric },
      { enabled: logged.length > 0, refetchInterval: rows.some(({ state }) => state === 'running') ? 5000 : false },
    ),
  );
  const found = (query.data?.series ?? []).filter(({ points }) => points.length > 1);
  const thinned = found.filter(({ total, points }) => total > points.length);
  const loss = lossSeries(rows, curves);
  return (
    <>
      {logged.length === 0 ? null : (
        <div className="grid min-w-0 content-start gap-1.5">
          <LineChart
            title={`${metricWords(metric)} over ${axis === 'step' ? 'steps' : 'time'}`}
            n={found.reduce((sum, { total }) => sum + total, 0)}
            range={thinned.length > 0 ? 'peaks kept, points between left out' : undefined}
            xLabel={axis === 'step' ? 'step' : 'seconds since the first point'}
            labels="below"
            height={240}
            loading={query.isPending}
            error={
              query.isError ? { what: reportOf(query.error).message, onRetry: () => void query.refetch() } : undefined
            }
            emptyText={`No run logged more than one point of ${metricWords(metric)}.`}
            series={found.map(({ id, points }) => {
              const start = Math.min(...points.map(({ atMs }) => atMs));
              const x = (point: (typeof points)[number]) =>
                axis === 'step' ? point.step : (point.atMs - start) / 1000;
              return {
                id,
                label: nameOf(rows, id),
                colorIndex: colorOf(rows, id),
                points: points.map((point) => ({ x: x(point), y: point.value })).sort((a, b) => a.x - b.x),
              };
            })}
          />
          <div className="flex items-center gap-2">
            <SegmentedControl
              label="Along"
              value={axis}
              onValueChange={setAxis}
              segments={[
                { value: 'step', label: 'Steps' },
                { value: 'seconds', label: 'Time' },
              ]}
            />
            {thinned.length === 0 ? null : (
              <span className="text-12 text-muted">
                {`Drawn with at most 1,000 of ${formatNumber(Math.max(...thinned.map(({ total }) => total)))} points of a run.`}
              </span>
            )}
          </div>
        </div>
      )}
      {loss.length === 0 ? null : (
        <LineChart title="Loss while training" xLabel="round" wholeX labels="below" height={240} series={loss} />
      )}
    </>
  );
}

/** As the page calls it, which tells namesakes apart. */
function nameOf(rows: readonly RunRow[], id: string): string {
  return rows.find((row) => row.id === id)?.name ?? id;
}

function lossSeries(rows: readonly RunRow[], curves: Compared['curves']): ChartSeries[] {
  return curves.flatMap(({ id, curve }) => {
    const name = nameOf(rows, id);
    const colorIndex = colorOf(rows, id);
    const train = {
      id: `${id} train`,
      label: `${name}, train`,
      colorIndex,
      points: curve.map(({ step, train: y }) => ({ x: step, y })),
    };
    const validation = curve.flatMap(({ step, validation: y }) => (y === undefined ? [] : [{ x: step, y }]));
    return validation.length === 0
      ? [train]
      : [
          train,
          {
            id: `${id} validation`,
            label: `${name}, validation`,
            colorIndex,
            dash: 'dashed' as const,
            points: validation,
          },
        ];
  });
}
