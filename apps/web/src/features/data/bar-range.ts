import type { ColumnFilter, Histogram } from '@millrace/pipeline-core/profile';
import type { ColumnType } from '@millrace/pipeline-core/schema';
import { formatDataTime } from '../../lib/format-data-time';

/**
 * Ends of a range of bars as a person would type them, rounded outward so that no row of the bars is lost. Null: no
 * value of this type lies in them.
 */
export function barRange(
  histogram: Pick<Histogram, 'edges'> & { step?: number | undefined },
  o: { type: ColumnType; first: number; last: number },
): [string, string] | null {
  const [low, high] = [histogram.edges[o.first] ?? 0, histogram.edges[o.last + 1] ?? histogram.edges.at(-1) ?? 0];
  switch (o.type) {
    case 'date': {
      const half = (histogram.step ?? 0) / 2; // days lie between the edges, not on them
      return [formatDataTime(low + half), formatDataTime(high - half)];
    }
    case 'timestamp':
      return [isoSecond(Math.floor(low / 1000)), isoSecond(Math.ceil(high / 1000))];
    case 'integer': {
      // A whole number at an edge belongs to the bar that begins there; only the last bar has its end.
      const isLast = o.last + 1 >= histogram.edges.length - 1;
      const [from, to] = [Math.ceil(low), isLast ? Math.floor(high) : Math.ceil(high) - 1];
      return from > to ? null : [String(from), String(to)];
    }
    // The rest has no histogram to drag across, or one of numbers.
    case 'number':
    case 'boolean':
    case 'text':
    case 'list':
    case 'vector':
    case 'sparse':
    case 'bytes': {
      const width = (histogram.edges[o.first + 1] ?? high) - low;
      const step = width > 0 ? 10 ** (Math.floor(Math.log10(width)) - 2) : 1;
      return [tidy(Math.floor(low / step) * step), tidy(Math.ceil(high / step) * step)];
    }
  }
}

/** The filters with those of a range in the place of earlier bounds of the column. */
export function withRange(
  filters: readonly ColumnFilter[],
  { column, range }: { column: string; range: readonly [string, string] },
): ColumnFilter[] {
  const others = filters.filter((filter) => filter.column !== column || !bounds.has(filter.op));
  return [...others, { column, op: 'at-least', value: range[0] }, { column, op: 'at-most', value: range[1] }];
}

const bounds = new Set<ColumnFilter['op']>(['at-least', 'at-most']);

function isoSecond(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** Without the digits that computing with tenths leaves behind. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(12)));
}
