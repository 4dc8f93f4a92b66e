import type { StoredColumn } from '@millrace/pipeline-core/features';
import { hexagonCounts, hexColumns, type PairPicture, pairPictureSchema } from '@millrace/pipeline-core/profile';
import type { DuckSession } from '../duckdb';
import type { PlainTable } from '../plain-table';
import { isScale, valueSql } from '../profile/column-sql';
import { requireColumn, textSql } from '../read-columns';
import { axisEnds } from './axis-ends';
import { spreadSample } from './read-association-columns';

/** All rows up to this many, a sample of as many above. */
const mostRows = 500_000;
/** Above this many points a cloud is one blot. */
const mostPoints = 2000;
const shown = 12;
/** A number with no more different values than these has a box for each: hours and days of a month. */
const fewValues = 31;

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
  const picture = await draw(session, { relation, a, b });
  return pairPictureSchema.parse({
    ...{ rows: rows ?? 0, ofRows: table.rows, types: { a: a.type, b: b.type } },
    picture,
  });
}

type Picture = PairPicture['picture'];
type Pair = { relation: string; a: StoredColumn; b: StoredColumn };

async function draw(session: DuckSession, { relation, a, b }: Pair): Promise<Picture> {
  const numbers = { a: isScale(a), b: isScale(b) };
  if (numbers.a && numbers.b) return scales(session, { relation, a, b });
  if (numbers.a) return boxes(session, { relation, number: a, category: b, of: 'a' });
  if (numbers.b) return boxes(session, { relation, number: b, category: a, of: 'b' });
  return counts(session, { relation, a, b });
}

/** Few values of a number are categories: the points of 24 hours would lie on 24 lines. */
async function scales(session: DuckSession, { relation, a, b }: Pair): Promise<Picture> {
  const [x, y] = [valueSql(a), valueSql(b)];
  const source = `(SELECT ${x} AS x, ${y} AS y, __row AS r FROM ${relation}) WHERE x IS NOT NULL AND y IS NOT NULL`;
  const about = await session.numbers(
    `SELECT count(*) AS rows, count(DISTINCT x) AS xs, count(DISTINCT y) AS ys, ${ends('x')}, ${ends('y')}
     FROM ${source}`,
  );
  const { rows, xs, ys } = about;
  if (!rows || rows <= mostPoints) {
    const found = await session.query(`SELECT x, y FROM ${source} LIMIT ${mostPoints}`);
    return { kind: 'points', points: found.map((row) => [Number(row.x), Number(row.y)]) };
  }
  const [left, right] = [xs ?? rows, ys ?? rows];
  if (left <= shown && right <= shown) return counts(session, { relation, a, b });
  if (Math.min(left, right) <= fewValues)
    return left <= right
      ? boxes(session, { relation, number: b, category: a, of: 'b' })
      : boxes(session, { relation, number: a, category: b, of: 'a' });
  const axis = (column: StoredColumn, name: 'x' | 'y') => ({
    ...spread(column),
    ends: axisEnds(column, endsOf(about, name)),
  });
  return cloud(session, { source, x: axis(a, 'x'), y: axis(b, 'y') });
}

const ends = (name: 'x' | 'y') =>
  `min(${name}) AS ${name}_min, approx_quantile(${name}, 0.005) AS ${name}_low,
   approx_quantile(${name}, 0.995) AS ${name}_high, max(${name}) AS ${name}_max`;

function endsOf(row: Record<string, number | null>, name: 'x' | 'y') {
  const at = (end: string) => row[`${name}_${end}`] ?? 0;
  return { low: at('low'), high: at('high'), min: at('min'), max: at('max') };
}

/** An axis of a cloud; whole numbers are spread over the room of one, `around` them. */
type Axis = { around: number; ends: [number, number] };

/** Whole numbers lie on lines that beat with the rows of hexagons: each is laid anywhere within half a one of its place. */
function spread({ type }: StoredColumn): Pick<Axis, 'around'> {
  return { around: type === 'integer' ? 1 : 0 };
}

async function cloud(session: DuckSession, o: { source: string; x: Axis; y: Axis }): Promise<Picture> {
  const { source, x, y } = o;
  // The same place for the same row every time.
  const share = (name: 'x' | 'y', { around, ends: [from, to] }: Axis) => {
    const place = around === 0 ? name : `${name} + ${around} * (hash(r, '${name}') % 1000 / 999.0 - 0.5)`;
    return `CAST(${place} - (${from - around / 2}) AS DOUBLE) / ${to - from + around} AS ${name}`;
  };
  const points: [number, number][] = [];
  for await (const chunk of session.stream(`SELECT ${share('x', x)}, ${share('y', y)} FROM ${source}`)) {
    const [across, up] = [chunk.getColumnValues(0), chunk.getColumnValues(1)];
    for (const [row, px] of across.entries()) points.push([Number(px), Number(up[row])]);
  }
  const inside = points.filter(([px, py]) => px >= 0 && px <= 1 && py >= 0 && py <= 1);
  const outside = points.length - inside.length;
  return {
    kind: 'hexagons',
    xDomain: x.ends,
    yDomain: y.ends,
    cells: hexagonCounts(inside),
    columns: hexColumns,
    outside,
  };
}

async function boxes(
  session: DuckSession,
  o: { relation: string; number: StoredColumn; category: StoredColumn; of: 'a' | 'b' },
): Promise<Picture> {
  const { relation, number, category, of } = o;
  const inOrder = isScale(category);
  const most = inOrder ? fewValues : shown;
  const place = inOrder ? valueSql(category) : '0';
  const source = `(SELECT ${textSql(category)} AS label, ${place} AS place, ${valueSql(number)} AS x FROM ${relation}) WHERE x IS NOT NULL`;
  const found = await session.query(
    `SELECT coalesce(label, '(missing)') AS label, count(*) AS rows, min(x) AS low, approx_quantile(x, 0.25) AS q1,
       approx_quantile(x, 0.5) AS median, approx_quantile(x, 0.75) AS q3, max(x) AS high
     FROM ${source} GROUP BY 1 ORDER BY min(place) NULLS LAST, rows DESC, 1`,
  );
  return {
    kind: 'boxes',
    of,
    others: Math.max(0, found.length - most),
    boxes: found.slice(0, most).map((row) => {
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
  const [rows, columns] = [frequent(found, 'a', a), frequent(found, 'b', b)];
  const at = new Map(found.map((row) => [`${row.a}\n${row.b}`, Number(row.count)]));
  return {
    kind: 'counts',
    rows: rows.map((name) => name.slice(0, 60)),
    columns: columns.map((name) => name.slice(0, 60)),
    counts: rows.map((row) => columns.map((column) => at.get(`${row}\n${column}`) ?? 0)),
  };
}

/** The most frequent values; those of a number in their order. */
function frequent(found: readonly Record<string, unknown>[], name: 'a' | 'b', column: StoredColumn): string[] {
  const sums = new Map<string, number>();
  for (const row of found) sums.set(String(row[name]), (sums.get(String(row[name])) ?? 0) + Number(row.count));
  const labels = [...sums]
    .sort((x, y) => y[1] - x[1])
    .slice(0, shown)
    .map(([label]) => label);
  const isNumber = column.type === 'integer' || column.type === 'number';
  return isNumber ? labels.sort((x, y) => Number(x) - Number(y)) : isScale(column) ? labels.sort() : labels;
}
