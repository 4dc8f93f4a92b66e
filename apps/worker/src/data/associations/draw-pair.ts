import type { StoredColumn } from '@millrace/pipeline-core/features';
import { hexagonCounts, hexColumns, type PairPicture, pairPictureSchema } from '@millrace/pipeline-core/profile';
import type { DuckSession } from '../duckdb';
import type { PlainTable } from '../plain-table';
import { isScale, valueSql } from '../profile/column-sql';
import { requireColumn, textSql } from '../read-columns';
import { spreadSample } from './read-association-columns';

/** All rows up to this many, a sample of as many above. */
const mostRows = 500_000;
/** Above this many points a cloud is one blot. */
const mostPoints = 2000;
const shown = 12;

/** Two columns against each other: points or hexagons for two scales, boxes for one, counts for none. */
export async function drawPair(
  session: DuckSession,
  table: PlainTable,
  names: { a: string; b: string },
): Promise<PairPicture> {
  const [a, b] = [names.a, names.b].map((name) => requireColumn(table.columns, name, 'Correlations')) as [
    StoredColumn,
    StoredColumn, // two in, two out
  ];
  const { relation } = spreadSample(table, mostRows);
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM ${relation}`);
  const picture =
    isScale(a) && isScale(b)
      ? await cloud(session, { relation, x: valueSql(a), y: valueSql(b) })
      : isScale(a) || isScale(b)
        ? await boxes(session, isScale(a) ? { relation, number: a, category: b } : { relation, number: b, category: a })
        : await counts(session, { relation, a, b });
  return pairPictureSchema.parse({ rows: rows ?? 0, ofRows: table.rows, picture });
}

type Picture = PairPicture['picture'];

async function cloud(
  session: DuckSession,
  { relation, x, y }: { relation: string; x: string; y: string },
): Promise<Picture> {
  const source = `(SELECT ${x} AS x, ${y} AS y FROM ${relation}) WHERE x IS NOT NULL AND y IS NOT NULL`;
  const about = await session.numbers(
    `SELECT count(*) AS rows, approx_quantile(x, 0.005) AS x0, approx_quantile(x, 0.995) AS x1,
       approx_quantile(y, 0.005) AS y0, approx_quantile(y, 0.995) AS y1 FROM ${source}`,
  );
  const { rows, x0, x1, y0, y1 } = about;
  if (!rows || x0 === null || x1 === null || y0 === null || y1 === null || rows <= mostPoints) {
    const found = await session.query(`SELECT x, y FROM ${source} LIMIT ${mostPoints}`);
    return { kind: 'points', points: found.map((row) => [Number(row.x), Number(row.y)]) };
  }
  const [left, right, low, high] = [x0 ?? 0, x1 ?? 1, y0 ?? 0, y1 ?? 1];
  const [width, height] = [right - left || 1, high - low || 1];
  const points: [number, number][] = [];
  for await (const chunk of session.stream(
    `SELECT (x - (${left})) / ${width} AS x, (y - (${low})) / ${height} AS y FROM ${source}`,
  )) {
    const [xs, ys] = [chunk.getColumnValues(0), chunk.getColumnValues(1)];
    for (const [row, px] of xs.entries()) points.push([Number(px), Number(ys[row])]);
  }
  const inside = points.filter(([px, py]) => px >= 0 && px <= 1 && py >= 0 && py <= 1);
  return {
    kind: 'hexagons',
    xDomain: [left, left + width],
    yDomain: [low, low + height],
    cells: hexagonCounts(inside),
    columns: hexColumns,
    outside: points.length - inside.length,
  };
}

async function boxes(
  session: DuckSession,
  { relation, number, category }: { relation: string; number: StoredColumn; category: StoredColumn },
): Promise<Picture> {
  const source = `(SELECT ${textSql(category)} AS label, ${valueSql(number)} AS x FROM ${relation}) WHERE x IS NOT NULL`;
  const found = await session.query(
    `SELECT coalesce(label, '(missing)') AS label, count(*) AS rows, min(x) AS low, approx_quantile(x, 0.25) AS q1,
       approx_quantile(x, 0.5) AS median, approx_quantile(x, 0.75) AS q3, max(x) AS high
     FROM ${source} GROUP BY 1 ORDER BY rows DESC, 1`,
  );
  return {
    kind: 'boxes',
    others: Math.max(0, found.length - shown),
    boxes: found.slice(0, shown).map((row) => {
      const at = (name: string) => Number(row[name]);
      const [q1, q3] = [at('q1'), at('q3')];
      const whisker = 1.5 * (q3 - q1);
      return {
        label: String(row.label).slice(0, 60),
        rows: at('rows'),
        low: Math.max(at('low'), q1 - whisker),
        q1,
        median: at('median'),
        q3,
        high: Math.min(at('high'), q3 + whisker),
      };
    }),
  };
}

async function counts(
  session: DuckSession,
  { relation, a, b }: { relation: string; a: StoredColumn; b: StoredColumn },
): Promise<Picture> {
  const found = await session.query(
    `SELECT coalesce(${textSql(a)}, '(missing)') AS a, coalesce(${textSql(b)}, '(missing)') AS b, count(*) AS count
     FROM ${relation} GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT 5000`,
  );
  const [rows, columns] = [frequent(found, 'a'), frequent(found, 'b')];
  const at = new Map(found.map((row) => [`${row.a}\n${row.b}`, Number(row.count)]));
  return {
    kind: 'counts',
    rows: rows.map((name) => name.slice(0, 60)),
    columns: columns.map((name) => name.slice(0, 60)),
    counts: rows.map((row) => columns.map((column) => at.get(`${row}\n${column}`) ?? 0)),
  };
}

function frequent(found: readonly Record<string, unknown>[], name: 'a' | 'b'): string[] {
  const sums = new Map<string, number>();
  for (const row of found) sums.set(String(row[name]), (sums.get(String(row[name])) ?? 0) + Number(row.count));
  return [...sums]
    .sort((x, y) => y[1] - x[1])
    .slice(0, shown)
    .map(([label]) => label);
}
