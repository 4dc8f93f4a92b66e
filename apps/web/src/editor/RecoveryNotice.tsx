'use client';

import { formatRelative } from '../lib/format-date';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { usePipeline } from './sync/pipeline-context';
import { useRecovery } from './sync/use-recovery';
import { useEditorContext } from './use-editor';

/** Edits of this browser that never reached the server, offered once. */
export function RecoveryNotice() {
  const { store } = useEditorContext();
  const { id } = usePipeline();
  const [found, close] = useRecovery(store, id);
  if (found === null) return null;
  return (
    <Notice
      tone="warning"
      className="m-2"
      title={`This browser holds edits from ${formatRelative(found.at)} that were not saved`}
      actions={
        <>
          <Button
            size="sm"
            variant="primary"
            onClick={() => {
              store.getState().restore(found.document, 'recover edits');
              close();
            }}
          >
            Bring them back
          </Button>
          <Button size="sm" onClick={close}>
            Leave them
          </Button>
        </>
      }
    />
  );
}
