'use client';

import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { axisOf, type Brushes, brushedRows, ParallelChart } from '../../ui/charts';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { RunName } from './CompareFigures';
import { differingKeys } from './differing-keys';
import { type FigureRule, figureOf } from './figure-rule';
import { metricWords } from './metric-words';
import { figureText, runHref } from './run-look';
import { settingLabel } from './setting-label';
import type { RunRow } from './use-run-list';

/** Axes that can be told apart side by side, the figure included. */
const mostAxes = 9;
/** The axis of the figure; no parameter is called so. */
const figureAxis = '\u0000figure';

/** What differs between the compared: parameters and the figure as axes, and beneath them the runs that lie within what is chosen. */
export function CompareParallel(props: {
  rows: readonly RunRow[];
  metric: string;
  rule: FigureRule;
  best: string | null;
}) {
  const { rows, metric, rule, best } = props;
  const { slug } = useProject();
  const [brushes, setBrushes] = useState<Brushes>({});
  const keys = useMemo(() => differingKeys(rows.map(({ params }) => params)), [rows]);
  const drawn = keys.slice(0, mostAxes - 1);
  const lines = rows.map((row) => {
    const value = figureOf(row, metric, rule)?.value;
    return { id: row.id, label: row.name, values: { ...row.params, [figureAxis]: finite(value) } };
  });
  const axes = [
    ...drawn.map((key) => axisOf(key, settingLabel(rows, key), lines)),
    axisOf(figureAxis, metricWords(metric), lines),
  ];
  const inside = new Set(brushedRows(lines, axes, brushes).map(({ id }) => id));
  const shown = rows.filter(({ id }) => inside.has(id));
  if (keys.length === 0) {
    return <p className="text-muted">These runs have the same parameters, or none.</p>;
  }
  return (
    <>
      <ParallelChart
        title="Parameters that differ"
        n={rows.length}
        range={keys.length > drawn.length ? `${drawn.length} of ${keys.length} parameters` : undefined}
        rows={lines}
        axes={axes}
        brushes={brushes}
        onBrushes={setBrushes}
        marked={best ?? undefined}
      />
      <Card>
        <CardHeader
          title={shown.length === rows.length ? 'Settings' : `Settings of ${shown.length} of ${rows.length} runs`}
          aside={
            Object.keys(brushes).length === 0 ? undefined : (
              <Button size="sm" onClick={() => setBrushes({})}>
                Show all runs
              </Button>
            )
          }
        />
        <Table
          label="Settings"
          rows={shown}
          rowId={({ id }) => id}
          columns={settingColumns({ slug, rows, keys, metric, rule })}
          empty={<p className="px-4 py-3 text-muted">No run lies within all the ranges.</p>}
        />
      </Card>
    </>
  );
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function settingColumns(o: {
  slug: string;
  rows: readonly RunRow[];
  keys: readonly string[];
  metric: string;
  rule: FigureRule;
}): TableColumn<RunRow>[] {
  return [
    { id: 'name', header: 'Run', cell: (row) => <RunName row={row} rows={o.rows} href={runHref(o.slug, row)} /> },
    {
      id: 'figure',
      header: metricWords(o.metric),
      align: 'right',
      cell: (row) => {
        const figure = figureOf(row, o.metric, o.rule);
        return figure === null ? '–' : figureText(figure.value);
      },
    },
    ...o.keys.map((key) => ({
      id: `param ${key}`,
      header: settingLabel(o.rows, key),
      cell: ({ params }: RunRow) => (
        <span className="block max-w-56 truncate" title={params[key]}>
          {params[key] ?? '–'}
        </span>
      ),
    })),
  ];
}
