import type { ColumnProfile } from '@millrace/pipeline-core/profile';
import { formatDataTime } from '../../lib/format-data-time';
import { formatNumber, formatPercent } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Card, CardBody } from '../../ui/Card';
import { ColumnKindIcon } from '../../ui/grid/ColumnKindIcon';
import { BooleanPicture, DatePicture, NumberPicture, TextPicture, ValuesPicture } from './column-pictures';
import { gridKind } from './grid-columns';

/** What is known of one column: a picture by its type, and figures that say of how many rows they are. */
export function ColumnCard({ column }: { column: ColumnProfile }) {
  return (
    <Card id={`column-${column.name}`}>
      <CardBody>
        <div className="flex items-center gap-2">
          <ColumnKindIcon kind={gridKind(column.type)} />
          <h3 className="truncate text-13 font-semibold" title={column.name}>
            {column.name}
          </h3>
          <span className="ml-auto text-12 text-muted">{column.type}</span>
          {column.looksLikeId ? <Badge>looks like an id</Badge> : null}
          {column.constant ? <Badge tone="warning">constant</Badge> : null}
        </div>
        <Picture column={column} />
        <dl className="grid grid-cols-[repeat(auto-fill,minmax(84px,1fr))] gap-x-3 gap-y-1 text-12 tabular-nums">
          {figuresOf(column).map(([label, value]) => (
            <div key={label}>
              <dt className="text-muted">{label}</dt>
              <dd className="truncate font-medium" title={value}>
                {value}
              </dd>
            </div>
          ))}
        </dl>
        <p className="text-12 text-muted">{honesty(column)}</p>
      </CardBody>
    </Card>
  );
}

function Picture({ column }: { column: ColumnProfile }) {
  const { type, histogram } = column;
  if (type === 'boolean') return <BooleanPicture column={column} />;
  if (type === 'date' || type === 'timestamp')
    return histogram === null ? null : <DatePicture column={column} histogram={histogram} />;
  if (type === 'number' || type === 'integer')
    return histogram === null ? null : <NumberPicture column={column} histogram={histogram} />;
  const repeats = column.distinct <= Math.max(20, (column.rows - column.missing) * 0.2);
  return type === 'text' && !repeats ? <TextPicture column={column} /> : <ValuesPicture column={column} />;
}

/** Counts are always of all rows; what is estimated says so. */
function honesty({ rows, distinctIsExact, targetScore }: ColumnProfile): string {
  const all = `all ${rows.toLocaleString('en')} rows`;
  const estimated = distinctIsExact ? all : `${all}; different values and quantiles are estimates over them`;
  if (targetScore === undefined) return estimated;
  const looked = rows > 20_000 ? ', of a sample of 20,000 rows' : '';
  return `${estimated}. Alone it tells the target with a score of ${formatNumber(targetScore, 3)}${looked}.`;
}

function figuresOf(column: ColumnProfile): [string, string][] {
  const { rows, missing, distinct, distinctIsExact, min, max, mean, median, sd, zeros, negatives } = column;
  const span = typeof min === 'string' && typeof max === 'string' ? Date.parse(max) - Date.parse(min) : 0;
  const text = (value: number | string) => {
    if (typeof value === 'number') return formatNumber(value);
    return column.type === 'timestamp' ? formatDataTime(Date.parse(value), span) : value.slice(0, 10);
  };
  const figures: [string, string][] = [
    ['Missing', `${missing.toLocaleString('en')} (${formatPercent(missing / Math.max(1, rows))})`],
    ['Values', `${distinctIsExact ? '' : 'about '}${distinct.toLocaleString('en')}`],
  ];
  if (min !== null) figures.push(['Min', text(min)]);
  if (mean !== null) figures.push(['Mean', formatNumber(mean)], ['Median', formatNumber(median)]);
  if (max !== null) figures.push(['Max', text(max)]);
  if (sd !== null) figures.push(['SD', formatNumber(sd)]);
  if (zeros !== null) figures.push(['Zeros', zeros.toLocaleString('en')]);
  if (negatives !== null) figures.push(['Negatives', negatives.toLocaleString('en')]);
  return figures;
}
