import Link from 'next/link';
import type { Outputs } from '../../client/outputs';
import { formatBytes } from '../../lib/format-bytes';
import { formatDateTime } from '../../lib/format-date';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { useProject } from '../frame/project-context';
import { TrainedOnBatch } from '../scores/TrainedOnBatch';

type Answer = Outputs['datasets']['get'];

/** Where the rows of a batch come from, and which pipelines read the dataset. */
export function LineageTab(props: { batch: NonNullable<Answer['batch']>; usedBy: Answer['usedBy'] }) {
  const { batch, usedBy } = props;
  const { slug } = useProject();
  const facts: [string, string][] = [
    ['File', batch.fileName],
    ['Read as', batch.format],
    ['Size as it came', formatBytes(batch.bytes)],
    ['Landed', formatDateTime(batch.createdAt)],
    ['Raw bytes', batch.rawHash],
    ['Table', batch.tableHash],
  ];
  return (
    <div className="grid items-start gap-3 lg:grid-cols-2">
      <Card>
        <CardHeader title={`Where batch ${batch.number} comes from`} />
        <CardBody>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
            {facts.map(([label, value]) => (
              <div key={label} className="contents">
                <dt className="text-muted">{label}</dt>
                <dd className="truncate" title={value}>
                  {value}
                </dd>
              </div>
            ))}
          </dl>
        </CardBody>
      </Card>
      <Card>
        <CardHeader title="Read by" />
        <CardBody>
          {usedBy.length === 0 ? (
            <p className="text-muted">No pipeline reads this dataset. “New pipeline from this” draws one.</p>
          ) : (
            <ul className="grid gap-1">
              {usedBy.map(({ id, name }) => (
                <li key={id}>
                  <Link className="text-accent hover:underline" href={`/p/${slug}/pipelines/${id}`}>
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </CardBody>
      </Card>
      <TrainedOnBatch batch={batch} />
    </div>
  );
}
