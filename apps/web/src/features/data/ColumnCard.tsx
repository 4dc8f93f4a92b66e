import type { ColumnProfile } from '@millrace/pipeline-core/profile';
import { formatNumber, formatPercent } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Card, CardBody } from '../../ui/Card';
import { ColumnKindIcon } from '../../ui/grid/ColumnKindIcon';
import { ColumnPicture, gridKind } from './grid-columns';

/** What is known of one column: picture, figures, most frequent values. */
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
        <ColumnPicture column={column} height={64} />
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-12 tabular-nums">
          {figuresOf(column).map(([label, value]) => (
            <div key={label} className="contents">
              <dt className="text-muted">{label}</dt>
              <dd className="text-right">{value}</dd>
            </div>
          ))}
        </dl>
      </CardBody>{' '}
    </Card>
  );
}

function figuresOf(column: ColumnProfile): [string, string][] {
  const rows = Math.max(1, column.rows);
  const figures: [string, string][] = [
    ['missing', `${column.missing.toLocaleString('en')} (${formatPercent(column.missing / rows)})`],
    ['different', `${column.distinctIsExact ? '' : 'about '}${column.distinct.toLocaleString('en')}`],
  ];
  if (column.min !== null)
    figures.push(['smallest', typeof column.min === 'number' ? formatNumber(column.min) : column.min]);
  if (column.mean !== null) figures.push(['mean', formatNumber(column.mean)], ['median', formatNumber(column.median)]);
  if (column.max !== null)
    figures.push(['largest', typeof column.max === 'number' ? formatNumber(column.max) : column.max]);
  if (column.sd !== null) figures.push(['deviation', formatNumber(column.sd)]);
  if (column.mean === null) {
    for (const { value, count } of column.top.slice(0, 5)) {
      figures.push([String(value).slice(0, 28), `${count.toLocaleString('en')} (${formatPercent(count / rows)})`]);
    }
  }
  return figures;
}
