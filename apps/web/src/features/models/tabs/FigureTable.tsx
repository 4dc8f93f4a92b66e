import { type Evaluation, metricLabel, metricsInOrder } from '@millrace/pipeline-core/metrics';
import { formatCount, formatFixed } from '../../../lib/format-number';
import { Card, CardHeader } from '../../../ui/Card';
import { Table, type TableColumn } from '../../../ui/Table';

type Figure = { name: string; value: number | null };

/** Every figure of an evaluation with its interval, on the judged rows and on those the model has seen. */
export function FigureTable({ evaluation }: { evaluation: Evaluation }) {
  const { part, parts, task } = evaluation;
  const { rows, metrics, intervals } = parts[part];
  const figures = metricsInOrder(task, metrics).map(([name, value]): Figure => ({ name, value }));
  const columns: TableColumn<Figure>[] = [
    { id: 'name', header: 'Figure', cell: ({ name }) => metricLabel(name) },
    { id: 'value', header: `On ${part} rows`, align: 'right', cell: ({ value }) => formatFixed(value) },
    {
      id: 'interval',
      header: '95% interval',
      align: 'right',
      cell: ({ name }) => {
        const interval = intervals[name];
        return interval === undefined ? '' : `${formatFixed(interval[0])} to ${formatFixed(interval[1])}`;
      },
    },
    {
      id: 'train',
      header: 'On train rows',
      align: 'right',
      cell: ({ name }) => (part === 'train' ? '' : formatFixed(parts.train.metrics[name])),
    },
  ];
  return (
    <Card>
      <CardHeader title="All figures" aside={formatCount(rows, `${part} row`)} />
      <Table label="All figures" rows={figures} rowId={({ name }) => name} columns={columns} />
    </Card>
  );
}
