'use client';

import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { addFromPalette } from '../actions/add-step';
import { useEditor, useEditorContext } from '../use-editor';

/** What to do with an empty drawing. */
export function EmptyCanvas() {
  const context = useEditorContext();
  const editable = useEditor((state) => state.editable);
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center">
      <EmptyState
        className="pointer-events-auto"
        title={editable ? 'Start from your data' : 'Nothing is drawn yet'}
        detail={
          editable
            ? 'Add a dataset, then drag from its port, or double-click anywhere. Press A to search all steps.'
            : 'Steps appear here as soon as somebody who may edit adds them.'
        }
        action={
          editable ? (
            <>
              <Button variant="primary" onClick={() => addFromPalette(context, 'dataset')}>
                Add a dataset
              </Button>
              <Button onClick={() => addFromPalette(context, 'sample-data')}>Add sample data</Button>
            </>
          ) : null
        }
      />
    </div>
  );
}
