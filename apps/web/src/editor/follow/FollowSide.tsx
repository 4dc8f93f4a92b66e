'use client';

import type { FollowShape } from '@millrace/pipeline-core/api';
import { useCallback, useEffect } from 'react';
import { FollowPanel } from '../../features/follow/FollowPanel';
import type { EditorStore } from '../store/editor-store';
import { useEditor, useEditorContext } from '../use-editor';

/** The row that is followed, beside the canvas, in the place of the settings; the canvas shows where it went. */
export function FollowSide() {
  const { store, effects } = useEditorContext();
  const followed = useEditor((state) => state.followed);
  const onFound = useCallback((found: FollowShape) => store.getState().show({ trail: trailOf(found) }), [store]);
  // The trail of one row is not that of the next.
  useEffect(() => {
    if (followed !== null) return () => store.getState().show({ trail: null });
    return undefined;
  }, [followed, store]);
  if (followed === null) return null;
  return (
    <FollowPanel
      key={`${followed.run} ${followed.step} ${followed.port} ${followed.row}`}
      {...followed}
      onFound={onFound}
      onClose={() => store.getState().show({ followed: null })}
      stepLink={(step, text, open = false) => (
        <button
          type="button"
          className="max-w-full truncate text-left hover:underline"
          onClick={() => showStep(store, { step, open, reveal: effects.view.reveal })}
        >
          {text}
        </button>
      )}
    />
  );
}

/** Shows where the step stands, with the trail; opened, its settings take the place of the row. */
function showStep(store: EditorStore, o: { step: string; open: boolean; reveal: (id: string) => void }): void {
  const { document, select, openInspector, announce } = store.getState();
  if (document.steps[o.step] === undefined) announce('This step is not in the drawing any more.');
  else {
    select([o.step]);
    if (o.open) openInspector('settings');
    o.reveal(o.step);
  }
}

/** Steps that have the row, or rows it was made of or became; and those that dropped it. */
function trailOf({ ports }: FollowShape): ReadonlyMap<string, 'here' | 'dropped'> {
  const trail = new Map<string, 'here' | 'dropped'>();
  for (const { step, state } of ports) {
    if (state === 'dropped') trail.set(step, 'dropped');
    else if ((state === 'picked' || state === 'here') && !trail.has(step)) trail.set(step, 'here');
  }
  return trail;
}
