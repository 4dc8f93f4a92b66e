'use client';

import type { Outputs } from '../../client/outputs';
import { formatBytes } from '../../lib/format-bytes';
import { formatDateTime } from '../../lib/format-date';
import { Badge } from '../../ui/Badge';
import { Card } from '../../ui/Card';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { DataUpload } from './DataUpload';
import { QuarantinedBatch } from './QuarantinedBatch';

const stateWords = { ready: 'Ready', quarantined: 'In quarantine', rejected: 'Rejected' } as const;

/** All landings of a dataset; dropping a file adds the next one. */
export function BatchesTab(props: {
  dataset: { id: string; name: string };
  batches: Outputs['datasets']['get']['batches'];
  current: string;
}) {
  const { slug, can } = useProject();
  const held = props.batches.filter(({ state }) => state === 'quarantined');
  return (
    <div className="grid gap-3">
      {can('edit') ? (
        <DataUpload datasetName={props.dataset.name} label={`Drop the next batch of ${props.dataset.name}`} />
      ) : null}
      {held.map((batch) => (
        <QuarantinedBatch key={batch.id} batch={batch} />
      ))}
      <Card>
        <Table
          label="Batches"
          rows={props.batches}
          rowId={({ id }) => id}
          rowName={({ number }) => `Batch ${number}`}
          rowHref={({ id }) => `/p/${slug}/data/${props.dataset.id}?batch=${id}`}
          columns={[
            {
              id: 'number',
              header: 'Batch',
              cell: ({ id, number, sameAs, replay }) => (
                <span className="flex gap-2">
                  {number} {id === props.current ? <Badge>shown</Badge> : null}
                  {sameAs === null ? null : <Badge>{`same bytes as ${sameAs}`}</Badge>}
                  {replay === null ? null : <Badge>replay</Badge>}
                </span>
              ),
            },
            { id: 'file', header: 'File', cell: ({ fileName }) => fileName },
            { id: 'rows', header: 'Rows', align: 'right', cell: ({ rows }) => rows.toLocaleString('en') },
            { id: 'rejected', header: 'Rejected', align: 'right', cell: ({ rejected }) => rejected },
            { id: 'bytes', header: 'Size', align: 'right', cell: ({ bytes }) => formatBytes(bytes) },
            { id: 'state', header: 'State', cell: ({ state }) => stateWords[state] },
            { id: 'landed', header: 'Landed', cell: ({ createdAt }) => formatDateTime(createdAt) },
          ]}
        />
      </Card>
    </div>
  );
}
