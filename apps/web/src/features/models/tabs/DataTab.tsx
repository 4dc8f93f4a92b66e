'use client';

import { formatDateTime } from '../../../lib/format-date';
import { formatCount, formatNumber } from '../../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../../ui/Card';
import { EmptyState } from '../../../ui/EmptyState';
import { Table } from '../../../ui/Table';
import { useProject } from '../../frame/project-context';
import { PartCounts } from '../../splits/PartCounts';
import { ReceiptWarnings } from '../../splits/ReceiptWarnings';
import { howSplit } from '../../splits/split-words';
import type { Version, VersionProps } from '../version-data';
import { FactList } from './FactList';
import { HashText } from './HashText';
import { SignatureCard } from './SignatureCard';

/** Which rows a version learned from and was judged on, and what it reads. */
export function DataTab({ version }: VersionProps) {
  const signature = version.release?.manifest.signature ?? version.candidate?.manifest.signature;
  return (
    <div className="grid gap-4">
      <Batches version={version} />
      <Split version={version} />
      {signature === undefined ? null : <SignatureCard inputs={signature.inputs} />}
    </div>
  );
}

function Batches({ version: { batches, candidate } }: { version: Version }) {
  const { slug } = useProject();
  const manifest = candidate?.manifest;
  return (
    <Card>
      <CardHeader
        title="Trained from"
        aside={manifest === undefined ? '' : formatCount(manifest.trainedOn.rows, 'train row')}
      />
      <Table
        label="Batches"
        rows={batches}
        rowId={({ id }) => id}
        rowName={({ dataset, number }) => `${dataset}, batch ${number}`}
        empty={
          <EmptyState
            title="No batch is kept"
            detail="The rows came from outside of the datasets of this project, or their batches are gone."
          />
        }
        rowHref={({ datasetId, id }) => `/p/${slug}/data/${datasetId}?batch=${id}`}
        columns={[
          {
            id: 'dataset',
            header: 'Dataset',
            cell: ({ dataset, deleted }) => `${dataset}${deleted ? ' (deleted)' : ''}`,
          },
          { id: 'number', header: 'Batch', align: 'right', cell: ({ number }) => number },
          { id: 'rows', header: 'Rows', align: 'right', cell: ({ rows }) => formatNumber(rows) },
          { id: 'landed', header: 'Landed', align: 'right', cell: ({ createdAt }) => formatDateTime(createdAt) },
        ]}
      />
    </Card>
  );
}

function Split({ version: { candidate, release } }: { version: Version }) {
  const receipt = candidate?.manifest.trainedOn.receipt ?? release?.manifest.receipt;
  if (receipt === undefined) {
    return (
      <Card>
        <EmptyState
          title="It was trained without a split"
          detail="Nothing was held out to judge it on. Add Split rows before the model and run again."
        />
      </Card>
    );
  }
  return (
    <Card>
      <CardHeader title="Split" />
      <CardBody>
        <p>{howSplit(receipt)}</p>
        <PartCounts receipt={receipt} />
        <ReceiptWarnings warnings={receipt.warnings} />
        {receipt.proof === undefined ? null : (
          <FactList
            facts={[
              { name: 'Split table', value: <HashText hash={receipt.proof.table} /> },
              { name: 'Marks of the rows', value: <HashText hash={receipt.proof.assignment} /> },
              { name: 'Test rows', value: <HashText hash={receipt.proof.testSet} /> },
            ]}
          />
        )}
      </CardBody>
    </Card>
  );
}
