'use client';

import { SegmentedControl } from '../../ui/SegmentedControl';
import { useEditor, useEditorContext } from '../use-editor';
import { Outline } from './Outline';
import { StepPalette } from './StepPalette';

/** The panel left of the canvas: the steps there are, or the steps of this drawing; viewers add none. */
export function LeftPanel() {
  const { store } = useEditorContext();
  const editable = useEditor((state) => state.editable);
  const tab = useEditor((state) => state.leftTab);
  return (
    <aside
      aria-label="Steps"
      className="flex min-h-0 w-(--palette) flex-none flex-col border-r border-border bg-surface max-lg:hidden"
    >
      {tab === 'steps' && editable ? <StepPalette /> : <Outline />}
      {editable ? (
        <div className="flex-none border-t border-border px-2 py-1.5">
          <SegmentedControl
            fill
            label="Left panel"
            value={tab}
            onValueChange={(leftTab) => store.getState().show({ leftTab })}
            segments={[
              { value: 'steps', label: 'Steps' },
              { value: 'outline', label: 'Outline' },
            ]}
          />
        </div>
      ) : null}
    </aside>
  );
}
