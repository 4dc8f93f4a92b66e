import type { Json } from '@millrace/pipeline-core/json';
import { countRejects, rejectsSchema, rejectWords } from '@millrace/pipeline-core/sources';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Table } from '../../ui/Table';

/** Lines that could not be read, and cells that do not fit their column: where, why, and their text. */
export function RejectsTab({ rejects, count }: { rejects: Json; count: number }) {
  const rows = rejectsSchema.parse(rejects);
  if (count === 0)
    return (
      <EmptyState
        title="Every line and every cell was read"
        detail="Lines that cannot be read, and cells that do not fit their column, appear here with number, reason and text."
      />
    );
  return (
    <>
      <p>{`${sentence(rejectWords(countRejects({ rejected: count, rejects })))}. The file as it came is kept whole.`}</p>
      <Card>
        <Table
          label="Rejected lines and cells"
          rows={rows}
          rowId={({ line, column, reason }) => `${line}-${column ?? ''}-${reason}`}
          columns={[
            { id: 'line', header: 'Line', align: 'right', width: 80, cell: ({ line }) => line },
            { id: 'column', header: 'Column', width: 140, cell: ({ column }) => column ?? 'whole line' },
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
    </>
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
