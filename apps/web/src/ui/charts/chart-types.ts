export type ChartPoint = {
  /** Number, or milliseconds since 1970 on a time axis. */
  x: number;
  /** null breaks the line. */
  y: number | null;
  /** Interval around y, drawn as a faint band. */
  low?: number;
  high?: number;
};

export type ChartSeries = {
  id: string;
  /** Written at the end of the line: "v7", "Gradient boosted trees". */
  label: string;
  /** Behind the label: "16.8", "0.853". */
  valueText?: string;
  points: readonly ChartPoint[];
  /** 1 to 8; by default the series' place in the list. The dash follows the colour. */
  colorIndex?: SeriesColorIndex;
  dash?: 'solid' | 'dashed' | 'dotted';
};

export type SeriesColorIndex = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export type ReferenceMark = {
  /** `y`: a horizontal limit or budget. `x`: a moment or threshold, for example a deployment. */
  axis: 'x' | 'y';
  value: number;
  label: string;
  tone?: 'neutral' | 'danger';
  /** Where a horizontal mark carries its words; `right` unless lines end there. */
  align?: 'left' | 'right';
};

export type ChartTableData = {
  columns: readonly { label: string; numeric?: boolean }[];
  rows: readonly (readonly (string | number | null)[])[];
};

/** What every chart says about itself. */
export type ChartMeta = {
  title: string;
  /** Unit of the figures: "ms", "% of requests". */
  unit?: string | undefined;
  /** How many rows or events are behind the chart. */
  n?: number | undefined;
  /** Range in words: "last 30 days", "all rows". */
  range?: string | undefined;
  loading?: boolean | undefined;
  error?: { what: string; onRetry?: () => void } | undefined;
  /** Why there is nothing to draw, and what to do. */
  emptyText?: string | undefined;
  height?: number | undefined;
  /** Without the card around it, inside a card of its own. */
  bare?: boolean | undefined;
};
