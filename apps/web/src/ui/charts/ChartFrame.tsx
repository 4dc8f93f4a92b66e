'use client';

import { ChartLine, Ellipsis } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { cn } from '../../lib/cn';
import { toCsv } from '../../lib/delimited-text';
import { downloadBlob, downloadText, toFileName } from '../../lib/download';
import { formatNumber } from '../../lib/format-number';
import { svgToPng } from '../../lib/svg-to-png';
import { Button } from '../Button';
import { DropdownMenu } from '../DropdownMenu';
import { ErrorState } from '../ErrorState';
import { IconButton } from '../IconButton';
import { Skeleton } from '../Skeleton';
import { useToast } from '../Toast';
import { ChartTable } from './ChartTable';
import type { ChartMeta, ChartTableData } from './chart-types';

export type ChartFrameProps = ChartMeta & {
  table: ChartTableData;
  /** True when there is nothing to draw. */
  empty: boolean;
  /** Distributions only; lines are labelled at their ends. */
  legend?: ReactNode;
  /** Below the chart: "drawn with 1,000 of 12,000 points". */
  note?: string | undefined;
  /** False where the chart is not one drawing: then there is no PNG. */
  picture?: boolean;
  children: ReactNode;
};

/** Title, unit, n, range, and the ways to the figures themselves: table, CSV, PNG. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, unit, n, range, table, empty, legend, note, bare, height = 220, children } = props;
  const [asTable, setAsTable] = useState(false);
  const plot = useRef<HTMLDivElement>(null);
  const terms = [unit, range, n === undefined ? undefined : `n = ${formatNumber(n)}`].filter(Boolean).join(', ');
  return (
    <figure
      aria-label={title}
      className={cn('flex min-w-0 flex-col', bare ? '' : 'rounded-card border border-border bg-surface')}
    >
      <figcaption className={cn('flex min-h-10 items-center gap-x-2 pt-3 pb-1', bare ? '' : 'pr-2 pl-4')}>
        <h2 className="mr-auto text-14 font-semibold">{title}</h2>
        {legend}
        <span className="flex-none text-12 whitespace-nowrap text-muted">{terms}</span>
        {empty || props.loading || props.error ? null : (
          <FrameActions
            title={title}
            table={table}
            plot={plot}
            asTable={asTable}
            onAsTable={setAsTable}
            picture={props.picture !== false}
          />
        )}
      </figcaption>
      <div className={cn('min-w-0', bare ? '' : 'px-4 pb-3')}>
        <FrameBody frame={props} height={height}>
          {asTable ? (
            <ChartTable label={title} table={table} height={height} />
          ) : (
            <div ref={plot} className="chart" style={{ height }}>
              {children}
            </div>
          )}
        </FrameBody>
        {note && !empty ? <p className="pt-1 text-12 text-muted">{note}</p> : null}
      </div>
    </figure>
  );
}

function FrameBody({ frame, height, children }: { frame: ChartFrameProps; height: number; children: ReactNode }) {
  if (frame.error) {
    return (
      <div className="grid items-center" style={{ minHeight: height }}>
        <ErrorState what={frame.error.what} onRetry={frame.error.onRetry} />
      </div>
    );
  }
  if (frame.loading) {
    return (
      <div style={{ height }}>
        <Skeleton className="h-full" label={`Loading ${frame.title}`} />
      </div>
    );
  }
  if (frame.empty) {
    return (
      <div
        style={{ height }}
        className="grid place-items-center rounded-control border border-dashed border-border px-6 text-center text-pretty text-muted"
      >
        {frame.emptyText ?? 'Nothing to draw yet.'}
      </div>
    );
  }
  return children;
}

type ActionsProps = {
  title: string;
  table: ChartTableData;
  plot: { current: HTMLDivElement | null };
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
  picture: boolean;
};

function FrameActions({ title, table, plot, asTable, onAsTable, picture }: ActionsProps) {
  const toast = useToast();
  const savePng = async () => {
    const svg = plot.current?.querySelector<SVGSVGElement>('svg.recharts-surface');
    if (!svg) return;
    const background = getComputedStyle(document.documentElement).getPropertyValue('--surface');
    downloadBlob(await svgToPng(svg, background), `${toFileName(title)}.png`);
  };
  if (asTable) {
    return (
      <Button size="sm" variant="ghost" onClick={() => onAsTable(false)}>
        <ChartLine aria-hidden />
        Chart
      </Button>
    );
  }
  return (
    <DropdownMenu
      align="end"
      trigger={<IconButton label={`Figures of ${title}`} icon={<Ellipsis />} size="sm" tooltip={false} />}
      entries={[
        { id: 'table', label: 'View as table', onSelect: () => onAsTable(true) },
        {
          id: 'csv',
          label: 'Download CSV',
          onSelect: () =>
            downloadText(toCsv([table.columns.map(({ label }) => label), ...table.rows]), `${toFileName(title)}.csv`),
        },
        ...(picture
          ? [
              {
                id: 'png',
                label: 'Download PNG',
                onSelect: () => {
                  savePng().catch((error: unknown) =>
                    toast.show({ tone: 'danger', title: 'No picture was made', detail: String(error) }),
                  );
                },
              },
            ]
          : []),
      ]}
    />
  );
}
