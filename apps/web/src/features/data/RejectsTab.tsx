import type { Json } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Table } from '../../ui/Table';

const rejectsSchema = z
  .array(
    z.object({ line: z.number(), reason: z.string(), text: z.string().default(''), column: z.string().optional() }),
  )
  .catch([]);

/** Lines that could not be read: where, why, and their text. */
export function RejectsTab({ rejects, count }: { rejects: Json; count: number }) {
  const rows = rejectsSchema.parse(rejects);
  if (count === 0)
    return (
      <EmptyState
        title="Every line was read"
        detail="Lines that cannot be read appear here with number, reason and text."
      />
    );
  return (
    <Card>
      <Table
        label="Rejected lines"
        rows={rows}
        rowId={({ line, column, reason }) => `${line}-${column ?? ''}-${reason}`}
        columns={[
          { id: 'line', header: 'Line', align: 'right', width: 80, cell: ({ line }) => line },
          { id: 'reason', header: 'Reason', wrap: true, cell: ({ reason }) => reason },
          {
            id: 'text',
            header: 'Text',
            wrap: true,
            cell: ({ text }) => <code className="font-mono text-12 break-all">{text.slice(0, 300)}</code>,
          },
        ]}
      />
      {count > rows.length ? (
        <p className="p-3 text-12 text-muted">{`The first ${rows.length} of ${count} are shown.`}</p>
      ) : null}
    </Card>
  );
}
