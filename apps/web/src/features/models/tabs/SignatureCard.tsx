import { seenWords } from '@millrace/pipeline-core/card';
import type { SignatureInput } from '@millrace/pipeline-core/release';
import { formatCount } from '../../../lib/format-number';
import { Card, CardHeader } from '../../../ui/Card';
import { Table } from '../../../ui/Table';

/** Levels that are named; the rest are counted. */
const mostLevels = 50;

/** The columns a model reads, where each comes from and what training saw in it. */
export function SignatureCard({ inputs }: { inputs: readonly SignatureInput[] }) {
  return (
    <Card>
      <CardHeader title="What it reads" aside={formatCount(inputs.length, 'column')} />
      <Table
        label="Signature"
        rows={inputs}
        rowId={({ name }) => name}
        columns={[
          { id: 'name', header: 'Column', cell: ({ name }) => name },
          { id: 'type', header: 'Type', cell: ({ type }) => type },
          {
            id: 'from',
            header: 'From',
            cell: ({ lookup }) => (lookup === undefined ? 'the caller' : `view ${lookup.view}`),
          },
          {
            id: 'values',
            header: 'Seen in training',
            wrap: true,
            cell: (input) => seenWords(input, mostLevels),
          },
        ]}
      />
    </Card>
  );
}
