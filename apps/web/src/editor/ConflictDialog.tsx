'use client';

import { formatCount } from '../lib/format-number';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import type { Conflict } from './sync/use-autosave';
import { useEditorContext } from './use-editor';

/** Two people changed the same thing: theirs is shown; this asks whose stays. Everything else was merged. */
export function ConflictDialog({ conflict, onClose }: { conflict: Conflict | null; onClose: () => void }) {
  const { store, effects } = useEditorContext();
  return (
    <Dialog
      open={conflict !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Somebody else changed the same thing"
      description={
        conflict === null
          ? ''
          : `${formatCount(conflict.count, 'step or line', 'steps or lines')} changed on both sides. Everything else was put together.`
      }
      footer={
        <>
          <Button
            onClick={() => {
              if (conflict !== null) store.getState().restore(conflict.mine, 'keep my version');
              onClose();
              void effects.save();
            }}
          >
            Keep my drawing
          </Button>
          <Button variant="primary" onClick={onClose}>
            Keep theirs
          </Button>
        </>
      }
    />
  );
}
