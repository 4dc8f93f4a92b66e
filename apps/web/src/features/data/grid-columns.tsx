import type { ColumnProfile } from '@millrace/pipeline-core/profile';
import type { ColumnType } from '@millrace/pipeline-core/schema';
import { formatPercent } from '../../lib/format-number';
import { BrushHistogram } from '../../ui/grid/BrushHistogram';
import { MiniHistogram, MissingBar, type TopValue, TopValuesBar } from '../../ui/grid/column-summary';
import { defaultWidth, type GridColumn, type GridColumnKind } from '../../ui/grid/grid-types';
import { barRange } from './bar-range';

const kinds: Record<ColumnType, GridColumnKind> = {
  boolean: 'boolean',
  integer: 'number',
  number: 'number',
  text: 'text',
  date: 'date',
  timestamp: 'date',
  list: 'other',
  vector: 'other',
  sparse: 'other',
  bytes: 'other',
};

export function gridKind(type: ColumnType): GridColumnKind {
  return kinds[type];
}

export type OnRange = (column: string, range: readonly [string, string]) => void;

/**
 * A grid column with its picture in the header: histogram or top values, and the missing share. With `onRange` one drags
 * across the histogram to choose values.
 */
export function profiledColumn(column: ColumnProfile, onRange?: OnRange): GridColumn {
  const share = column.rows === 0 ? 0 : column.missing / column.rows;
  return {
    id: column.name,
    label: column.name,
    kind: gridKind(column.type),
    width: share > 0 ? widthBesideShare(column) : widthOfName(column),
    aside: share > 0 ? `${formatPercent(share)} null` : undefined,
    summaryHint: canBrush(column, onRange) ? 'arrow up from its name chooses a range by keyboard' : undefined,
    summary: (
      <div className="mt-1.5 grid grid-cols-[minmax(0,1fr)] gap-1">
        <ColumnPicture column={column} onRange={onRange} />
        <MissingBar share={share} />
      </div>
    ),
  };
}

/** Name and missing share stand in one line: a narrow column of figures would show one letter of its name. */
function widthBesideShare({ name, type }: ColumnProfile): number {
  return Math.max(defaultWidth(gridKind(type)), 104 + 7 * Math.min(name.length, 18));
}

/** A column of short figures is as wide as its name, which would end in dots. */
function widthOfName({ name, type }: ColumnProfile): number {
  return Math.max(defaultWidth(gridKind(type)), 46 + 7 * Math.min(name.length, 22));
}

function canBrush(column: ColumnProfile, onRange: OnRange | undefined): boolean {
  return column.histogram !== null && isCurve(column) && onRange !== undefined;
}

/**
 * More values than can be named; values that profiles do not name (times, and numbers with decimals); and numbers on a
 * grid, whose bars stand in their order: of twelve months the two most frequent say nothing.
 */
function isCurve({ distinct, top, histogram }: ColumnProfile): boolean {
  return distinct > 12 || (distinct > 1 && top.length === 0) || (distinct > 3 && histogram?.step !== undefined);
}

/** Histogram for numbers and dates, the most frequent values for everything else. */
export function ColumnPicture(props: { column: ColumnProfile; height?: number; onRange?: OnRange | undefined }) {
  const { column, height = 40, onRange } = props;
  const { histogram } = column;
  if (histogram !== null && isCurve(column) && onRange !== undefined) {
    const rangeOf = (first: number, last: number) => barRange(histogram, { type: column.type, first, last });
    return (
      <BrushHistogram
        counts={histogram.counts}
        height={height}
        label={`Histogram of ${column.name}`}
        describe={(first, last) => rangeOf(first, last)?.join(' to ') ?? 'no whole number lies here'}
        onChoose={(first, last) => {
          const range = rangeOf(first, last);
          if (range !== null) onRange(column.name, range);
        }}
      />
    );
  }
  if (histogram !== null && isCurve(column)) {
    return <MiniHistogram counts={histogram.counts} height={height} label={`Histogram of ${column.name}`} />;
  }
  return <TopValuesBar values={topValues(column)} />;
}

/** Two frequent values; of times and numbers with decimals, which are not counted, the only one there is. */
function namedValues({ top, samples, distinct, rows, missing }: ColumnProfile): ColumnProfile['top'] {
  const [only] = samples;
  if (top.length > 0 || distinct !== 1 || only === undefined) return top.slice(0, 2);
  return [{ value: only, count: rows - missing }];
}

/** Up to two values and the rest. */
export function topValues(column: ColumnProfile): TopValue[] {
  const rows = Math.max(1, column.rows);
  if (column.looksLikeId) return [{ label: `${column.distinct} different`, share: 1 }];
  const shown = namedValues(column).map(({ value, count }) => ({ label: String(value), share: count / rows }));
  const rest = column.distinct - shown.length;
  const covered = shown.reduce((sum, { share }) => sum + share, 0) + column.missing / rows;
  return rest > 0 ? [...shown, { label: `${rest} more`, share: Math.max(0, 1 - covered), tone: 'blank' }] : shown;
}
