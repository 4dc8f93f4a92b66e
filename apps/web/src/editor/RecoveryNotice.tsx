'use client';

import { mergeDocuments } from '@millrace/pipeline-core/document';
import { formatRelative } from '../lib/format-date';
import { formatCount } from '../lib/format-number';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import type { Conflict } from './sync/autosave';
import { usePipeline } from './sync/pipeline-context';
import type { Recoverable } from './sync/recovery';
import { useRecovery } from './sync/use-recovery';
import { useEditorContext } from './use-editor';

/** Edits of this browser that never reached the server, offered once; the newest first, older ones after it. */
export function RecoveryNotice({ onConflict }: { onConflict: (conflict: Conflict) => void }) {
  const { store } = useEditorContext();
  const { id } = usePipeline();
  const { found, settle } = useRecovery(store, id);
  const [newest] = found;
  if (newest === undefined) return null;
  const bringBack = ({ snapshot }: Recoverable) => {
    // Merged once more: the drawing may have been edited since the offer was made.
    const { document, restore } = store.getState();
    const merged = mergeDocuments({ base: snapshot.base, mine: snapshot.document, theirs: document });
    restore(merged.document, 'recover edits');
    if (merged.conflicts.length > 0) onConflict({ conflicts: merged.conflicts, mine: snapshot.document });
    settle(newest);
  };
  const more = found.length - 1;
  return (
    <Notice
      tone="warning"
      className="m-2"
      title={`This browser holds edits from ${formatRelative(newest.snapshot.at)} that were not saved`}
      actions={
        <>
          <Button size="sm" variant="primary" onClick={() => bringBack(newest)}>
            Bring them back
          </Button>
          <Button size="sm" onClick={() => settle(newest)}>
            Leave them
          </Button>
        </>
      }
    >
      {`They are put on the drawing as it is now; what was saved since stays.${more === 0 ? '' : ` ${formatCount(more, 'older copy', 'older copies')} after this.`}`}
    </Notice>
  );
}
