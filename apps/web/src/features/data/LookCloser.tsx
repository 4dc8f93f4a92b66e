'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { ColumnChooser } from './ColumnChooser';

/**
 * Columns in which nobody has looked for typing errors, because the table is wide. Who may edit chooses some and has them
 * looked at; what is found stays with the batch.
 */
export function LookCloser({ batch, left }: { batch: string; left: readonly string[] }) {
  const { slug: project, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string[]>([]);
  const [said, setSaid] = useState('');
  const look = useMutation(
    trpc.datasets.lookCloser.mutationOptions({
      async onSuccess({ found }, { columns }) {
        setSaid(
          `${formatCount(columns.length, 'column')} looked at, ${found === 0 ? 'none' : found} with typing errors.`,
        );
        setChosen([]);
        await queries.invalidateQueries({ queryKey: trpc.datasets.get.pathKey() });
      },
    }),
  );
  if (left.length === 0 && said === '') return null;
  return (
    <Notice title={leftTitle(left.length)}>
      <div className="grid gap-2" aria-live="polite">
        {said === '' ? null : <p>{said}</p>}
        {left.length === 0 || !can('edit') ? null : (
          <>
            <p>Columns are held against each other: choose those that belong together.</p>
            <ColumnChooser label="Add a column" columns={left} chosen={chosen} onChange={setChosen} />
            <Button
              size="sm"
              className="justify-self-start"
              loading={look.isPending}
              disabled={chosen.length === 0}
              onClick={() => look.mutate({ project, id: batch, columns: chosen })}
            >
              Look for typing errors in them
            </Button>
          </>
        )}
      </div>
    </Notice>
  );
}

function leftTitle(count: number): string {
  if (count === 0) return 'Typing errors were looked for in every column with repeated values';
  return `Typing errors were not looked for in ${formatCount(count, 'column')} with repeated values`;
}
