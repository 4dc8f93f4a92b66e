'use client';

import type { PairPicture } from '@millrace/pipeline-core/profile';
import type { ColumnType } from '@millrace/pipeline-core/schema';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { cn } from '../../lib/cn';
import { formatDataTime } from '../../lib/format-data-time';
import { formatNumber } from '../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { ScatterChart } from '../../ui/charts';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

type Picture = PairPicture['picture'];
type Drawn<K extends Picture['kind']> = Extract<Picture, { kind: K }>;

/** Two columns against each other: points, hexagons, boxes or counts, as their types have it. */
export function PairView(props: { table: string; a: string; b: string; figure: string | null }) {
  const { table, a, b, figure } = props;
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.artifacts.pair.queryOptions(
      { project: slug, table, a, b },
      { staleTime: Number.POSITIVE_INFINITY, trpc: { abortOnUnmount: true } },
    ),
  );
  return (
    <Card>
      <CardHeader title={`${a} and ${b}`} />
      <CardBody>
        {figure === null ? null : <p className="font-medium">{figure}</p>}
        <QueryView query={query} skeletonClass="h-64">
          {({ picture, rows, ofRows, types }) => (
            <>
              <Drawing picture={picture} a={a} b={b} types={types} />
              <p className="text-12 text-muted">
                {rows >= ofRows
                  ? `all ${ofRows.toLocaleString('en')} rows`
                  : `sample of ${rows.toLocaleString('en')} rows of ${ofRows.toLocaleString('en')}`}
              </p>
            </>
          )}
        </QueryView>
      </CardBody>
    </Card>
  );
}

type Types = PairPicture['types'];
type Names = { a: string; b: string; types: Types };

/** How a value of a column is written: times as its table shows them. */
function writer(type: ColumnType | undefined, span: number): (value: number) => string {
  const isTime = type === 'date' || type === 'timestamp';
  if (isTime) return (value) => formatDataTime(value, type === 'date' ? undefined : span);
  return (value) => formatNumber(value, type === 'integer' ? 0 : 3);
}

function Drawing({ picture, a, b, types }: { picture: Picture } & Names) {
  switch (picture.kind) {
    case 'points':
      return (
        <ScatterChart
          // The axis across is named under it, this one above.
          title={b}
          bare
          height={260}
          points={picture.points.map(([x, y]) => ({ x, y }))}
          xLabel={a}
          yLabel={b}
          {...timeAxes(picture.points, types)}
        />
      );
    case 'hexagons':
      return <Hexagons picture={picture} a={a} b={b} types={types} />;
    case 'boxes':
      return <Boxes picture={picture} a={a} b={b} types={types} />;
    case 'counts':
      return <Counts picture={picture} />;
  }
}

/** Ticks of times; those of numbers are the chart's own. */
function timeAxes(points: Drawn<'points'>['points'], types: Types) {
  const span = (at: 0 | 1) => {
    const values = points.map((point) => point[at]);
    return Math.max(...values) - Math.min(...values);
  };
  const isTime = (type: ColumnType | undefined) => type === 'date' || type === 'timestamp';
  return {
    ...(isTime(types?.a) ? { formatX: writer(types?.a, span(0)) } : {}),
    ...(isTime(types?.b) ? { formatY: writer(types?.b, span(1)) } : {}),
  };
}

function Hexagons({ picture, a, b, types }: { picture: Drawn<'hexagons'> } & Names) {
  const { cells, xDomain, yDomain, columns, outside } = picture;
  const [acrossText, upText] = [writer(types?.a, xDomain[1] - xDomain[0]), writer(types?.b, yDomain[1] - yDomain[0])];
  const most = Math.max(1, ...cells.map(([, , count]) => count));
  const radius = 100 / columns / Math.sqrt(3);
  const corners = (cx: number, cy: number) =>
    Array.from({ length: 6 }, (_, at) => {
      const turn = (Math.PI / 3) * at + Math.PI / 6;
      return `${cx + radius * Math.cos(turn)},${cy + radius * Math.sin(turn)}`;
    }).join(' ');
  return (
    <>
      <p className="text-12 text-muted">{`${b}, up from ${upText(yDomain[0])} to ${upText(yDomain[1])}`}</p>
      <svg viewBox="-2 -2 104 64" className="block w-full" role="img" aria-label={`${a} against ${b}`}>
        {cells.map(([x, y, count]) => (
          <polygon
            key={`${x} ${y}`}
            points={corners(x * 100, 60 - y * 60)}
            fill="var(--s1)"
            fillOpacity={0.12 + 0.88 * (Math.log(count + 1) / Math.log(most + 1))}
          >
            <title>{`${count.toLocaleString('en')} rows`}</title>
          </polygon>
        ))}
      </svg>
      <p className="flex justify-between text-12 text-muted tabular-nums">
        <span>{acrossText(xDomain[0])}</span>
        <span>{a}</span>
        <span>{acrossText(xDomain[1])}</span>
      </p>
      <p className="text-12 text-muted">
        {`Stronger: more rows, up to ${most.toLocaleString('en')}.${outside === 0 ? '' : ` ${outside.toLocaleString('en')} rows outside are not shown.`}`}
      </p>
    </>
  );
}

function Boxes({ picture, a, b, types }: { picture: Drawn<'boxes'> } & Names) {
  const { boxes, others, of } = picture;
  const low = Math.min(...boxes.map((box) => box.low));
  const high = Math.max(...boxes.map((box) => box.high));
  const at = (value: number) => `${((value - low) / (high - low || 1)) * 100}%`;
  const text = writer(of === undefined ? undefined : types?.[of], high - low);
  const wide = (from: number, to: number) => `${((to - from) / (high - low || 1)) * 100}%`;
  return (
    <>
      {of === undefined ? null : (
        <p className="text-12 text-muted">
          {`${of === 'a' ? a : b} of each ${of === 'a' ? b : a}: quarter, median and three quarters; rows at the right`}
        </p>
      )}
      <ul className={cn('grid text-12', boxes.length > 12 ? 'gap-0.5' : 'gap-1.5')}>
        {boxes.map((box) => (
          <li key={box.label} className="grid grid-cols-[110px_1fr_64px] items-center gap-2">
            <span className="truncate" title={box.label}>
              {box.label}
            </span>
            <span
              className="relative h-4"
              title={`quarter ${text(box.q1)}, median ${text(box.median)}, three quarters ${text(box.q3)}`}
            >
              <i
                className="absolute top-[7px] h-0.5 bg-muted"
                style={{ left: at(box.low), width: wide(box.low, box.high) }}
              />
              <i
                className="absolute top-0.5 h-3 rounded-xs bg-s1 opacity-60"
                style={{ left: at(box.q1), width: wide(box.q1, box.q3) }}
              />
              <i className="absolute top-0 h-4 w-0.5 bg-text" style={{ left: at(box.median) }} />
            </span>
            <span className="text-right text-muted tabular-nums">{box.rows.toLocaleString('en')}</span>
          </li>
        ))}
      </ul>
      <p className="ml-[118px] mr-[72px] flex justify-between text-12 text-muted tabular-nums">
        <span>{text(low)}</span>
        <span>{text(high)}</span>
      </p>
      {others === 0 ? null : <p className="text-12 text-muted">{`${others} rarer values are not shown.`}</p>}
    </>
  );
}

function Counts({ picture }: { picture: Drawn<'counts'> }) {
  const most = Math.max(1, ...picture.counts.flat());
  return (
    <div className="thin-scroll overflow-x-auto">
      <table className="w-full border-separate border-spacing-px text-12 tabular-nums">
        <thead>
          <tr>
            <th />
            {picture.columns.map((name) => (
              <th
                key={name}
                scope="col"
                className="max-w-20 truncate px-1 text-right font-normal text-muted"
                title={name}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {picture.rows.map((row, at) => (
            <tr key={row}>
              <th scope="row" className="max-w-32 truncate text-left font-normal text-muted" title={row}>
                {row}
              </th>
              {picture.columns.map((column, place) => {
                const count = picture.counts[at]?.[place] ?? 0;
                const strength = Math.round((count / most) * 60);
                return (
                  <td
                    key={column}
                    className="rounded-xs px-1 text-right"
                    style={{ background: `color-mix(in srgb, var(--s1) ${strength}%, var(--surface))` }}
                  >
                    {count.toLocaleString('en')}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
