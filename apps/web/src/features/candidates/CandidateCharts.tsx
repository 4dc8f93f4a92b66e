'use client';

import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { Task } from '@millrace/pipeline-core/release';
import { useState } from 'react';
import { formatNumber } from '../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { ConfusionMatrix } from '../../ui/ConfusionMatrix';
import { Histogram, LineChart, ScatterChart } from '../../ui/charts';
import { EmptyState } from '../../ui/EmptyState';
import { Slider } from '../../ui/Slider';
import type { CandidateRow } from './candidate-row';
import { ImportanceChart } from './ImportanceChart';
import { judgedOf, OrderCharts } from './OrderCharts';
import { PlacesChart } from './PlacesChart';
import { SilhouetteChart } from './SilhouetteChart';
import { ThresholdMatrix } from './ThresholdMatrix';

/** Curves of the chosen candidates, by task. */
export function CandidateCharts({ rows }: { rows: CandidateRow[] }) {
  const [first] = rows;
  const evaluation = first?.candidate.evaluations[0]?.result;
  if (first === undefined || evaluation === undefined) {
    return <EmptyState title="No curves yet" detail="They appear when an Evaluate step has scored the candidates." />;
  }
  return (
    <div className="grid gap-3 lg:grid-cols-3">
      <TaskCharts task={evaluation.task} rows={rows} first={first} />
      <ImportanceChart row={first} />
      <LearningCurve row={first} />
    </div>
  );
}

function TaskCharts({ task, rows, first }: { task: Task; rows: CandidateRow[]; first: CandidateRow }) {
  switch (task) {
    case 'binary':
      return <BinaryCharts rows={rows} />;
    case 'multiclass':
      return <MulticlassCharts row={first} />;
    case 'regression':
    case 'forecast':
      return <RegressionCharts row={first} />;
    case 'clustering':
      return <SilhouetteChart row={first} />;
    case 'anomaly':
      return <OrderCharts judged={judgedOf(rows)} />;
    case 'ranking':
      return <PlacesChart rows={rows} />;
    default:
      return assertNever(task);
  }
}

function BinaryCharts({ rows }: { rows: CandidateRow[] }) {
  return (
    <>
      <OrderCharts judged={judgedOf(rows)} />
      {rows[0] === undefined ? null : <ThresholdCard row={rows[0]} />}
    </>
  );
}

function ThresholdCard({ row }: { row: CandidateRow }) {
  const evaluation = row.candidate.evaluations[0]?.result;
  const [threshold, setThreshold] = useState(evaluation?.threshold ?? 0.5);
  if (evaluation === undefined) return null;
  return (
    <Card>
      <CardHeader title={`At threshold ${threshold.toFixed(2)}`} aside={row.candidate.title} />
      <CardBody>
        <Slider label="Threshold" value={threshold} min={0} max={1} step={0.01} onValueChange={setThreshold} />
        <ThresholdMatrix evaluation={evaluation} threshold={threshold} />
      </CardBody>
    </Card>
  );
}

function MulticlassCharts({ row }: { row: CandidateRow }) {
  const curves = row.candidate.evaluations[0]?.result.curves;
  return (
    <Card className="lg:col-span-2">
      <CardHeader title="Actual against predicted" aside={row.candidate.title} />
      <CardBody>
        {curves?.confusion === undefined ? null : (
          <ConfusionMatrix classes={curves.confusion.classes} counts={curves.confusion.counts} />
        )}
      </CardBody>
    </Card>
  );
}

function RegressionCharts({ row }: { row: CandidateRow }) {
  const evaluation = row.candidate.evaluations[0]?.result;
  const residuals = evaluation?.curves.residuals;
  if (residuals === undefined || evaluation === undefined) return null;
  const n = evaluation.parts[evaluation.part].rows;
  return (
    <>
      <ScatterChart
        title="Predicted against actual"
        n={n}
        range={residuals.sample.length < n ? `${formatNumber(residuals.sample.length)} drawn` : undefined}
        diagonal
        xLabel="actual"
        yLabel="predicted"
        points={residuals.sample.map(([x, y]) => ({ x, y }))}
      />
      <Histogram
        title="Residuals"
        n={n}
        edges={residuals.histogram.edges}
        series={[{ label: row.candidate.title, counts: residuals.histogram.counts }]}
      />
    </>
  );
}

function LearningCurve({ row }: { row: CandidateRow }) {
  const { curve } = row.candidate.manifest;
  if (curve.length < 2) return null;
  const train = { id: 'train', label: 'train', points: curve.map(({ step, train: y }) => ({ x: step, y })) };
  const validation = curve.flatMap(({ step, validation: y }) => (y === undefined ? [] : [{ x: step, y }]));
  return (
    <LineChart
      title={`Loss of ${row.candidate.title}`}
      xLabel="round"
      wholeX
      series={
        validation.length === 0 ? [train] : [train, { id: 'validation', label: 'validation', points: validation }]
      }
    />
  );
}
