'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { ConfusionMatrix } from '../../ui/ConfusionMatrix';
import { ErrorState } from '../../ui/ErrorState';
import { Skeleton } from '../../ui/Skeleton';
import { type Judged, OrderCharts } from '../candidates/OrderCharts';
import { ThresholdMatrix } from '../candidates/ThresholdMatrix';
import { useProject } from '../frame/project-context';
import { CompareData } from './CompareData';
import { RunName } from './CompareFigures';
import { CompareResiduals } from './CompareResiduals';
import { type Details, otherRowsWords } from './data-facts';
import { colorOf, runHref } from './run-look';
import type { RunRow } from './use-run-list';

/** What pipelines know of the compared beside figures: curves over each other, errors side by side, and the data. */
export function CompareJudged({ rows, baseline }: { rows: readonly RunRow[]; baseline: string | null }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const ids = rows.filter(({ source }) => source === 'pipeline').map(({ id }) => id);
  const query = useQuery(
    trpc.experiments.details.queryOptions({ project: slug, ids }, { enabled: ids.length > 0, staleTime: 30_000 }),
  );
  if (ids.length === 0) return null;
  if (query.isPending) return <Skeleton className="h-56" />;
  if (query.isError) {
    const { message, next } = reportOf(query.error);
    return <ErrorState what={message} next={next} onRetry={() => void query.refetch()} />;
  }
  const judged = judgedRuns(rows, query.data);
  const warning = otherRowsWords(query.data.candidates);
  return (
    <>
      {warning === null ? null : <p className="text-12 text-muted">{warning}</p>}
      <OfBinary judged={judged.filter(({ result }) => result.task === 'binary')} rows={rows} />
      <OfClasses judged={judged.filter(({ result }) => result.task === 'multiclass')} rows={rows} />
      <CompareResiduals judged={judged.filter(({ result }) => result.curves.residuals !== undefined)} />
      <CompareData rows={rows} details={query.data} baseline={baseline} />
    </>
  );
}

/** In the order and the colours of the rows. */
function judgedRuns(rows: readonly RunRow[], { candidates }: Details): Judged[] {
  return rows.flatMap(({ id, name }) => {
    const result = candidates.find((one) => one.id === id)?.evaluation ?? null;
    return result === null ? [] : [{ id, label: name, result, colorIndex: colorOf(rows, id) }];
  });
}

type Props = { judged: readonly Judged[]; rows: readonly RunRow[] };

function OfBinary({ judged, rows }: Props) {
  if (judged.length === 0) return null;
  return (
    <>
      <div className="grid min-w-0 gap-3 lg:grid-cols-3">
        <OrderCharts judged={judged} />
      </div>
      <SideBySide>
        {judged.map(({ id, result }) => {
          const threshold = result.threshold ?? 0.5;
          return (
            <MatrixCard key={id} id={id} rows={rows} aside={`at threshold ${threshold.toFixed(2)}`}>
              <ThresholdMatrix evaluation={result} threshold={threshold} />
            </MatrixCard>
          );
        })}
      </SideBySide>
    </>
  );
}

function OfClasses({ judged, rows }: Props) {
  if (judged.length === 0) return null;
  return (
    <SideBySide>
      {judged.map(({ id, result }) =>
        result.curves.confusion === undefined ? null : (
          <MatrixCard key={id} id={id} rows={rows} aside="actual in rows, predicted in columns">
            <ConfusionMatrix classes={result.curves.confusion.classes} counts={result.curves.confusion.counts} />
          </MatrixCard>
        ),
      )}
    </SideBySide>
  );
}

function SideBySide({ children }: { children: ReactNode }) {
  return <div className="grid min-w-0 gap-3 md:grid-cols-2 xl:grid-cols-3">{children}</div>;
}

function MatrixCard(props: { id: string; rows: readonly RunRow[]; aside: string; children: ReactNode }) {
  const { slug } = useProject();
  const row = props.rows.find(({ id }) => id === props.id);
  if (row === undefined) return null;
  return (
    <Card>
      <CardHeader title={<RunName row={row} rows={props.rows} href={runHref(slug, row)} />} aside={props.aside} />
      <CardBody>{props.children}</CardBody>
    </Card>
  );
}
