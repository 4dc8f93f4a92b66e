'use client';

import { formatNumber } from '../../lib/format-number';
import { LineChart, ScatterChart } from '../../ui/charts';
import { type Judged, judgedRows } from '../candidates/OrderCharts';
import { residualDensity, sharedRange } from './residual-density';

/** Errors of models that predict a number: their distributions over each other, predicted against actual side by side. */
export function CompareResiduals({ judged }: { judged: readonly Judged[] }) {
  const found = judged.flatMap((one) => {
    const residuals = one.result.curves.residuals;
    return residuals === undefined ? [] : [{ ...one, residuals }];
  });
  const range = sharedRange(found.map(({ residuals }) => residuals.sample));
  if (found.length === 0) return null;
  const domain = range === null ? {} : { xDomain: range, yDomain: range };
  return (
    <div className="grid min-w-0 gap-3 md:grid-cols-2 xl:grid-cols-3">
      <LineChart
        title="Errors"
        n={judgedRows(judged)}
        xLabel="actual minus predicted"
        yLabel="share of rows by unit"
        fromZero
        labels="below"
        height={220}
        series={found.map(({ id, label, residuals, colorIndex }) => ({
          ...{ id, label, points: residualDensity(residuals) },
          ...(colorIndex === undefined ? {} : { colorIndex }),
        }))}
      />
      {found.map(({ id, label, residuals, result }) => (
        <ScatterChart
          key={id}
          title={label}
          n={result.parts[result.part].rows}
          range={spanWords(residuals)}
          xLabel="actual"
          yLabel="predicted"
          points={residuals.sample.map(([x, y]) => ({ x, y }))}
          diagonal
          {...domain}
        />
      ))}
    </div>
  );
}

function spanWords({ quantiles, sample }: NonNullable<Judged['result']['curves']['residuals']>): string {
  const span = `9 of 10 errors from ${formatNumber(quantiles.q05, 1)} to ${formatNumber(quantiles.q95, 1)}`;
  return `${span}, ${formatNumber(sample.length)} drawn`;
}
