'use client';

import { useState } from 'react';
import { ScatterChart } from '../../ui/charts';
import { Select } from '../../ui/Select';
import { type FigureRule, figureOf } from './figure-rule';
import { metricWay } from './metric-way';
import { metricWords } from './metric-words';
import { paretoFront, type Way } from './pareto';
import type { RunRow } from './use-run-list';

/** Two figures against each other; those that no other run beats by both are named. */
export function CompareScatter(props: {
  rows: readonly RunRow[];
  metrics: readonly string[];
  metric: string;
  way: Way;
  rule: FigureRule;
}) {
  const { rows, metrics, metric, way, rule } = props;
  const others = metrics.filter((key) => key !== metric);
  const [chosen, setChosen] = useState<string | null>(null);
  const other = chosen !== null && others.includes(chosen) ? chosen : others[0];
  if (other === undefined) return null;
  const otherWay = metricWay(other);
  const points = rows.flatMap((row) => {
    const x = figureOf(row, other, 'last')?.value;
    const y = figureOf(row, metric, rule)?.value;
    return x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)
      ? []
      : [{ id: row.id, label: row.name, x, y }];
  });
  const front = new Set(paretoFront(points, { x: otherWay, y: way }));
  const words = { higher: 'higher is better', lower: 'lower is better' };
  return (
    <div className="grid min-w-0 content-start gap-1.5">
      <ScatterChart
        title={`${metricWords(metric)} against ${metricWords(other)}`}
        n={points.length}
        range={`${front.size} on the Pareto front`}
        height={260}
        xLabel={`${metricWords(other)}, ${words[otherWay]}`}
        yLabel={`${metricWords(metric)}, ${words[way]}`}
        points={points.map(({ id, label, x, y }) => ({
          ...{ label, x, y, named: front.has(id) },
          tone: front.has(id) ? ('normal' as const) : ('quiet' as const),
        }))}
        emptyText="No run has both figures."
      />
      <div className="flex items-center gap-2 text-12 text-muted">
        Against
        <div className="w-48">
          <Select
            label="Other figure"
            value={other}
            onValueChange={setChosen}
            options={others.map((value) => ({ value, label: metricWords(value) }))}
          />
        </div>
        Named runs are on the Pareto front: no other is better by both.
      </div>
    </div>
  );
}
