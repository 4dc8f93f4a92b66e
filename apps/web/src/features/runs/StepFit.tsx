'use client';

import { useMemo } from 'react';
import { formatCount } from '../../lib/format-number';
import { LineChart } from '../../ui/charts';
import { FinishButton } from './FinishButton';
import { fitSeries, latestRound } from './fit-series';
import { type FitOf, useStepFit } from './use-step-fit';

export type StepFitProps = FitOf & {
  /** As it is drawn. */
  step: string;
  /** What its author calls it. */
  title: string;
  /** This copy of it is being executed now. */
  running: boolean;
  /** Where the button stands elsewhere already. */
  withoutButton?: boolean;
  /** The chart has a card of its own, as on a page. */
  framed?: boolean;
};

/** How a step that learns round by round is doing: its curves, live, and the way to stop with the best so far. */
export function StepFit({ step, title, running, withoutButton = false, framed = false, ...of }: StepFitProps) {
  const { data } = useStepFit(of);
  const series = useMemo(() => fitSeries(data?.curves ?? []), [data]);
  const round = latestRound(data?.curves ?? []);
  if (!running && series.length === 0) return null;
  return (
    <section aria-label={`How ${title} learns`} className="grid gap-2">
      {running ? (
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p role="status" className="text-12 text-muted tabular-nums">
            {round === null ? 'No round is done yet.' : `${formatCount(round, 'round')} done`}
          </p>
          {withoutButton ? null : <FinishButton {...of} step={step} size="sm" />}
        </div>
      ) : null}
      {series.length === 0 ? null : (
        <LineChart
          bare={!framed}
          title={`Learning curve of ${title}`}
          series={series}
          height={160}
          xLabel="round"
          wholeX
          labels="below"
        />
      )}
    </section>
  );
}
