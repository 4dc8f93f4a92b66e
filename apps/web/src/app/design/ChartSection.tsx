'use client';

import { useState } from 'react';
import {
  axisOf,
  BarChart,
  type Brushes,
  HeatMap,
  Histogram,
  LineChart,
  ParallelChart,
  ScatterChart,
  TimeChart,
} from '../../ui/charts';
import { bell, curve, wave } from './example-data';
import { Section } from './Section';

const start = Date.UTC(2026, 9, 21);
const hour = 3_600_000;
const latency = (seed: number, level: number, from: number) =>
  wave(720 - from, seed).map((value, index) => ({ x: start + (from + index) * hour, y: level + value * 0.9 }));
const losses = wave(60, 5).map((value, index) => ({
  x: index + 1,
  y: 0.32 + 0.4 * Math.exp(-index / 12) + value * 0.01,
}));

const timeSeries = [
  { id: 'v6', label: 'v6', valueText: '5.1', points: latency(3, 4.6, 0) },
  { id: 'v7', label: 'v7', valueText: '4.1', points: latency(5, 3.7, 600) },
];

const rocSeries = [
  { id: 'trees', label: 'Gradient boosted trees', valueText: '0.853', points: curve(0.19) },
  { id: 'linear', label: 'Logistic regression', valueText: '0.829', points: curve(0.24) },
];

const lossSeries = [
  { id: 'train', label: 'train', points: losses },
  {
    id: 'validation',
    label: 'validation',
    points: losses.map(({ x, y }) => ({ x, y: y + 0.02 + x * 0.0012, low: y, high: y + 0.05 + x * 0.0012 })),
  },
];

const days = Array.from({ length: 30 }, (_, day) => `${((20 + day) % 31) + 1} ${day < 11 ? 'Oct' : 'Nov'}`);
const heatRows = ['prediction', 'tenure', 'spend', 'calls_90d', 'plan', 'region'].map((label, row) => ({
  id: label,
  label,
  strong: row === 0,
  values: wave(30, row + 2).map((value, day) =>
    row === 5 && day < 3 ? null : Math.max(0, value * 0.06 + (row < 2 ? day * 0.011 - 0.12 : 0)),
  ),
  valueText: ['0.23', '0.34', '0.13', '0.02', '0.01', '0.11'][row] ?? '',
}));

const scatterPoints = [
  { x: 0.31, y: 0.34, label: 'tenure', named: true, tone: 'danger' as const },
  { x: 0.22, y: 0.13, label: 'spend', named: true, tone: 'warning' as const },
  { x: 0.17, y: 0.04, label: 'calls_90d', named: true },
  { x: 0.09, y: 0.02, label: 'plan', named: true },
  { x: 0.07, y: 0.03, label: 'sessions' },
  { x: 0.05, y: 0.03, label: 'last_seen_days' },
  { x: 0.04, y: 0.05, label: 'age' },
  { x: 0.02, y: 0.11, label: 'region' },
];

const importance = [
  { label: 'tenure', value: 0.31 },
  { label: 'spend', value: 0.22 },
  { label: 'calls_90d', value: 0.17 },
  { label: 'plan', value: 0.09 },
  { label: 'sessions', value: 0.07 },
  { label: 'last_seen_days', value: 0.05 },
];

const trials = ['forest', 'forest', 'trees', 'net', 'trees', 'net'].map((kind, at) => ({
  id: String(at),
  label: `run-${at + 1}`,
  values: {
    kind,
    depth: [4, 8, 6, null, 12, null][at],
    rate: [0.3, 0.1, 0.05, 0.01, 0.2, 0.003][at],
    auc: 0.8 + at * 0.01,
  },
}));
const trialAxes = ['kind', 'depth', 'rate', 'auc'].map((id) => axisOf(id, id, trials));

const noSeries = [{ id: 'none', label: 'v7', points: [] }];

/** All charts, then their loading, error and empty states. */
export function ChartSection() {
  const [cell, setCell] = useState({ row: 'tenure', column: 29 });
  const [brushes, setBrushes] = useState<Brushes>({ rate: [0, 0.5] });
  return (
    <Section id="charts" title="Charts">
      <TimeChart
        title="Latency by version"
        unit="p95, ms"
        range="last 30 days"
        height={180}
        series={timeSeries}
        fromZero
        references={[
          { axis: 'y', value: 10, label: 'budget 10 ms', tone: 'danger' },
          { axis: 'x', value: start + 600 * hour, label: 'v7 at 5%' },
        ]}
      />
      <div className="grid min-w-0 gap-3 lg:grid-cols-3">
        <LineChart
          title="ROC"
          n={1864}
          height={260}
          series={rocSeries}
          xLabel="share of stayers flagged"
          xDomain={[0, 1]}
          yDomain={[0, 1]}
          diagonal
          marker={{ x: 0.1, y: 0.64, label: 'at 0.42' }}
          labels="below"
        />
        <LineChart
          title="Precision and recall"
          n={1864}
          height={260}
          series={rocSeries.map((line) => ({
            ...line,
            points: line.points.map(({ x, y }) => ({ x, y: 1 - y * x ** 0.3 * 0.86 })),
          }))}
          xLabel="share of leavers found"
          xDomain={[0, 1]}
          yDomain={[0, 1]}
          references={[{ axis: 'y', value: 0.14, label: 'base rate 0.14', align: 'left' }]}
          labels="below"
        />
        <LineChart
          title="Loss"
          unit="log loss, with the interval over folds"
          height={260}
          series={lossSeries}
          xLabel="epoch"
        />
      </div>
      <div className="grid min-w-0 gap-3 lg:grid-cols-3">
        <Histogram
          title="Scores given"
          height={220}
          edges={Array.from({ length: 21 }, (_, index) => index / 20)}
          series={[{ label: 'v7', counts: bell(20, 1, 5, 620), colorIndex: 2 }]}
          reference={{ label: 'v6', counts: bell(20, 0, 5, 700) }}
          mark={{ at: 0.42, label: 'flagged from 0.42' }}
        />
        <Histogram
          title="tenure"
          range="all rows"
          n={12431}
          height={220}
          xUnit="months"
          edges={Array.from({ length: 31 }, (_, index) => index * 2.4)}
          series={[
            { label: 'left', counts: bell(30, 0, 6, 380), colorIndex: 2 },
            { label: 'stayed', counts: bell(30, 2, 14, 520), colorIndex: 1 },
          ]}
        />
        <BarChart title="What it looks at" unit="importance" valueLabel="importance" bars={importance} />
      </div>
      <div className="grid min-w-0 gap-3 lg:grid-cols-[2fr_1fr]">
        <HeatMap
          title="Drift by feature"
          unit="PSI"
          rows={heatRows}
          columns={days}
          limits={[0.05, 0.1, 0.2, 0.25]}
          valueHeader="PSI now"
          selected={cell}
          onSelect={(row, column) => setCell({ row, column })}
        />
        <ScatterChart
          title="Drift vs importance"
          unit="PSI"
          range="19 Nov"
          height={200}
          points={scatterPoints}
          xLabel="importance in v6"
          yLabel="drift"
          xDomain={[0, 0.36]}
          references={[
            { axis: 'y', value: 0.1, label: 'watch' },
            { axis: 'y', value: 0.25, label: '' },
          ]}
          zone={{ fromX: 0.16, fromY: 0.25, label: 'act' }}
        />
      </div>
      <ParallelChart
        title="Parameters that differ"
        n={trials.length}
        rows={trials}
        axes={trialAxes}
        brushes={brushes}
        onBrushes={setBrushes}
        marked="5"
      />
      <div className="grid min-w-0 gap-3 lg:grid-cols-3">
        <LineChart title="Loading" height={140} loading series={noSeries} />
        <LineChart
          title="Failed"
          height={140}
          error={{ what: 'The figures did not load.', onRetry: () => undefined }}
          series={noSeries}
        />
        <TimeChart
          title="Empty"
          height={140}
          emptyText="First labels arrive on 24 Nov. Until then there is no accuracy to draw."
          series={noSeries}
        />
      </div>
    </Section>
  );
}
