'use client';

import type { ExplainedSlices, Explanation } from '@millrace/pipeline-core/explain';
import { Download } from 'lucide-react';
import { toCsv } from '../../lib/delimited-text';
import { downloadText } from '../../lib/download';
import {
  formatCount,
  formatDelta,
  formatFixed,
  formatFixedDelta,
  formatNumber,
  formatPercent,
} from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { IntervalBar } from '../../ui/IntervalBar';
import { Facts } from '../../ui/SentenceHeader';
import { Table, type TableColumn } from '../../ui/Table';
import { groupWords, slicesSentence } from './explain-words';

type Slice = ExplainedSlices['slices'][number];

/** Groups of rows on which a model errs more than on all others, worst first; those that chance may explain are greyed. */
export function SlicesPanel({ explanation }: { explanation: Explanation }) {
  const { slices, part } = explanation;
  if (slices === null) {
    return (
      <Card>
        <EmptyState
          title="Worst groups were not looked for"
          detail="Switch on Worst groups of rows in the Explain step. They need a target that says how far an answer is off."
        />
      </Card>
    );
  }
  return (
    <div className="grid gap-3">
      <div className="grid gap-0.5">
        <p className="text-14 font-semibold">{slicesSentence(slices)}</p>
        <Facts
          facts={[
            formatCount(slices.rows, `${part} row`),
            `${formatCount(slices.tested, 'group')} of at least ${formatCount(slices.minRows, 'row')} compared`,
            `${formatPercent(slices.level)} of those named may be chance`,
            '95% intervals, which flatter the worst a little: they were chosen for being worst',
          ]}
        />
      </div>
      <Card>
        <CardHeader
          title="Worst groups of rows"
          aside={
            <>
              <span>{`${slices.lossName}, all rows ${formatFixed(slices.loss)}`}</span>
              {slices.slices.length === 0 ? null : (
                <Button size="sm" variant="ghost" onClick={() => downloadText(slicesCsv(slices), 'worst-groups.csv')}>
                  <Download aria-hidden />
                  Download CSV
                </Button>
              )}
            </>
          }
        />
        <Table
          label="Worst groups of rows"
          rows={slices.slices}
          rowId={({ terms }) => groupWords(terms)}
          rowClassName={({ sure }) => (sure ? '' : 'text-muted')}
          columns={sliceColumns(slices)}
          empty={
            <EmptyState
              title={slicesSentence(slices)}
              detail={`A group is looked at from ${formatCount(slices.minRows, 'row')} on; Explain says how many.`}
            />
          }
        />
      </Card>
    </div>
  );
}

function sliceColumns({ slices }: ExplainedSlices): TableColumn<Slice>[] {
  const ends = slices.flatMap(({ interval }) => interval);
  const domain = [Math.min(0, ...ends), Math.max(0, ...ends) || 1] as const;
  return [
    { id: 'group', header: 'Rows with', wrap: true, cell: ({ terms }) => groupWords(terms) },
    { id: 'rows', header: 'Rows', align: 'right', cell: ({ rows }) => formatNumber(rows) },
    { id: 'loss', header: 'Error', align: 'right', cell: ({ loss }) => formatFixed(loss) },
    { id: 'gap', header: 'More than others', align: 'right', cell: ({ gap }) => formatFixedDelta(gap) },
    {
      id: 'interval',
      header: '95% interval',
      width: '26%',
      wideOnly: true,
      cell: ({ terms, gap, interval: [low, high], sure }) => (
        <IntervalBar
          value={gap}
          low={low}
          high={high}
          domain={domain}
          reference={0}
          color={sure ? 'var(--s1)' : 'var(--border-strong)'}
          label={`${groupWords(terms)}: ${formatDelta(gap)} more, 95% interval ${formatDelta(low)} to ${formatDelta(high)}`}
        />
      ),
    },
    {
      id: 'chance',
      header: 'By chance',
      align: 'right',
      cell: ({ p, sure }) => (sure ? formatPercent(p, 2) : <Badge tone="line">may be chance</Badge>),
    },
  ];
}

function slicesCsv({ slices }: ExplainedSlices): string {
  return toCsv([
    ['group', 'rows', 'error', 'gap', 'low', 'high', 'p adjusted', 'sure'],
    ...slices.map(({ terms, rows, loss, gap, interval: [low, high], p, sure }) => [
      groupWords(terms),
      rows,
      loss,
      gap,
      low,
      high,
      p,
      sure,
    ]),
  ]);
}
