'use client';

import type { ExplainedImportance } from '@millrace/pipeline-core/explain';
import { formatFixed } from '../../lib/format-number';
import { ChartFrame } from '../../ui/charts';
import { IntervalBar } from '../../ui/IntervalBar';

const shown = 15;
const rowHeight = 24;

/** What the metric loses without each column: the mean of the shuffles, and the range they span. */
export function ImportanceSpread(props: {
  title: string;
  /** What is lost: "ROC AUC". */
  metric: string;
  n: number;
  repeats: number;
  columns: readonly ExplainedImportance[];
}) {
  const { title, metric, n, repeats, columns } = props;
  const drawn = columns.slice(0, shown);
  const ends = drawn.flatMap(({ values }) => values);
  const domain = [Math.min(0, ...ends), Math.max(0, ...ends) || 1] as const;
  const more = columns.length - drawn.length;
  return (
    <ChartFrame
      title={title}
      unit={`loss of ${metric}`}
      n={n}
      picture={false}
      empty={drawn.length === 0}
      emptyText="The model reads no column that could be shuffled."
      height={Math.max(64, drawn.length * rowHeight)}
      note={`Range of ${repeats} shuffles; the dashed line is no loss.${more > 0 ? ` ${more} more in the table.` : ''}`}
      table={{
        columns: [
          { label: 'column' },
          ...['mean loss', 'standard deviation', 'least', 'most'].map((label) => ({ label, numeric: true })),
        ],
        rows: columns.map(({ name, mean, sd, values }) => [name, mean, sd, Math.min(...values), Math.max(...values)]),
      }}
    >
      <ol className="grid text-12 tabular-nums">
        {drawn.map((column) => (
          <li
            key={column.name}
            className="grid items-center gap-3"
            style={{ height: rowHeight, gridTemplateColumns: 'minmax(64px, 30%) 1fr 104px' }}
          >
            <span className="truncate text-right" title={column.name}>
              {column.name}
            </span>
            <IntervalBar
              value={column.mean}
              low={Math.min(...column.values)}
              high={Math.max(...column.values)}
              domain={domain}
              reference={0}
              height={rowHeight}
              label={`${column.name}: ${metric} loses ${formatFixed(column.mean)}, standard deviation ${formatFixed(column.sd)}`}
            />
            <span className="text-muted">{`${formatFixed(column.mean)} ± ${formatFixed(column.sd)}`}</span>
          </li>
        ))}
      </ol>
    </ChartFrame>
  );
}
