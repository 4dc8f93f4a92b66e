'use client';

import { formatRelative } from '../lib/format-date';
import { formatCount } from '../lib/format-number';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import type { Conflict } from './sync/autosave';
import { bringBack } from './sync/bring-back';
import { usePipeline } from './sync/pipeline-context';
import { useRecovery } from './sync/use-recovery';
import { useEditorContext } from './use-editor';

/** Edits of this browser that never reached the server, offered once; the newest first, older ones after it. */
export function RecoveryNotice({ onConflict }: { onConflict: (conflict: Conflict) => void }) {
  const { store } = useEditorContext();
  const { id } = usePipeline();
  const { found, settle } = useRecovery(store, id);
  const [newest] = found;
  if (newest === undefined) return null;
  const more = found.length - 1;
  return (
    <Notice
      tone="warning"
      className="m-2"
      title={`This browser holds edits from ${formatRelative(newest.snapshot.at)} that were not saved`}
      actions={
        <>
          <Button
            size="sm"
            variant="primary"
            onClick={() => bringBack({ store, one: newest, ask: onConflict, settle })}
          >
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
