import type { ChartSeries, ChartTableData } from './chart-types';

/** All points as rows: x, then one column per series (and its interval, where there is one). */
export function seriesTable(options: {
  series: readonly ChartSeries[];
  xName: string;
  formatX: (value: number) => string | number;
}): ChartTableData {
  const { series, xName, formatX } = options;
  const banded = series.map(({ points }) => points.some(({ low }) => low !== undefined));
  const columns = [
    { label: xName },
    ...series.flatMap(({ label }, index) => [
      { label, numeric: true },
      ...(banded[index]
        ? [
            { label: `${label} low`, numeric: true },
            { label: `${label} high`, numeric: true },
          ]
        : []),
    ]),
  ];
  const width = columns.length;
  const rows = new Map<string, (string | number | null)[]>();
  let offset = 1;
  series.forEach(({ points }, index) => {
    const seen = new Map<number, number>();
    for (const { x, y, low, high } of points) {
      const occurrence = seen.get(x) ?? 0;
      seen.set(x, occurrence + 1);
      const key = `${x}#${occurrence}`;
      const row = rows.get(key) ?? [formatX(x), ...new Array<null>(width - 1).fill(null)];
      rows.set(key, row);
      row[offset] = y;
      if (banded[index]) row.splice(offset + 1, 2, low ?? null, high ?? null);
    }
    offset += banded[index] ? 3 : 1;
  });
  const place = (key: string) => key.split('#').map(Number);
  const ordered = [...rows].sort(([a], [b]) => {
    const [ax = 0, ao = 0] = place(a);
    const [bx = 0, bo = 0] = place(b);
    return ax - bx || ao - bo;
  });
  return { columns, rows: ordered.map(([, row]) => row) };
}
