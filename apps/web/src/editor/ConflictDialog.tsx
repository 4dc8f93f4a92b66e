'use client';

import { keepMine } from '@millrace/pipeline-core/document';
import { useMemo } from 'react';
import { formatCount } from '../lib/format-number';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { conflictText } from './drawing/conflict-text';
import type { Conflict } from './sync/autosave';
import { useEditor, useEditorContext } from './use-editor';

/**
 * Both sides changed the same thing: theirs is shown; this asks whose stays. Everything else was merged, and what is
 * edited since stays whatever is chosen.
 */
export function ConflictDialog({ conflicts, onClose }: { conflicts: readonly Conflict[]; onClose: () => void }) {
  const { store, effects } = useEditorContext();
  const count = conflicts.reduce((sum, conflict) => sum + conflict.conflicts.length, 0);
  return (
    <Dialog
      open={count > 0}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Somebody else changed the same thing"
      description={`${formatCount(count, 'thing differs', 'things differ')}. Everything else was put together.`}
      footer={
        <>
          <Button
            onClick={() => {
              const { document, restore } = store.getState();
              const kept = conflicts.reduce((now, one) => keepMine({ document: now, ...one }), document);
              restore(kept, 'keep mine');
              onClose();
              void effects.save();
            }}
          >
            Keep mine
          </Button>
          <Button variant="primary" onClick={onClose}>
            Keep theirs
          </Button>
        </>
      }
    >
      {count === 0 ? null : <Differences conflicts={conflicts} />}
    </Dialog>
  );
}

function Differences({ conflicts }: { conflicts: readonly Conflict[] }) {
  const document = useEditor((state) => state.document);
  const rows = useMemo(
    () => conflicts.flatMap(({ conflicts: list, mine }) => list.map((one) => conflictText(one, mine, document))),
    [conflicts, document],
  );
  return (
    <table className="w-full table-fixed border-collapse">
      <thead>
        <tr className="text-12 text-muted">
          <th scope="col" className="h-6 w-1/2 text-left font-medium">
            What
          </th>
          <th scope="col" className="text-left font-medium">
            Mine
          </th>
          <th scope="col" className="text-left font-medium">
            Theirs
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ about, mine, theirs }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change while the dialog is open
          <tr key={index} className="border-t border-border-soft align-top">
            <th scope="row" className="py-1.5 pr-3 text-left font-medium break-words">
              {about}
            </th>
            <td className="py-1.5 pr-3 break-words tabular-nums">{mine}</td>
            <td className="py-1.5 break-words tabular-nums">{theirs}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
