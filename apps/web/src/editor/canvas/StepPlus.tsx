'use client';

import { Plus } from 'lucide-react';
import { stepPorts } from '../drawing/step-ports';
import { useEditor, useEditorContext } from '../use-editor';

/** The pluses of a step show while the pointer is on it or it alone is chosen. */
export function usePlusShown(id: string): boolean {
  return useEditor(
    (state) =>
      state.editable &&
      state.connecting === null &&
      (state.hovered === id || (state.focused === id && state.selection.size === 1)),
  );
}

/** The plus behind each output of the step under the pointer: adds what fits there. Also the way by touch. */
export function StepPlus({ id, title }: { id: string; title: string }) {
  const { store } = useEditorContext();
  const shown = usePlusShown(id);
  const focused = useEditor((state) => state.focused === id);
  const { document } = store.getState();
  const step = document.steps[id];
  if (!shown || step === undefined) return null;
  const ports = stepPorts(document, step).filter(({ side }) => side === 'out');
  const taken = new Set(Object.values(document.edges).flatMap((e) => (e.from.step === id ? [e.from.port] : [])));
  const add = (port: (typeof ports)[number], at: { x: number; y: number }) =>
    store.getState().show({
      quickAdd: {
        at,
        place: { x: step.position.x + 280, y: step.position.y + (port.y > 30 ? port.y : 0) },
        from: { step: step.id, port: port.id, side: 'out' },
      },
    });
  return ports
    .filter((port) => !taken.has(port.id))
    .map((port) => (
      <button
        key={port.id}
        type="button"
        // Behind the step in focus in the tab order, so that Tab goes from the step to its pluses.
        tabIndex={focused ? 0 : -1}
        className="port-plus nodrag"
        style={{ top: port.y }}
        aria-label={`Add a step after ${port.title} of ${title}`}
        onClick={(event) => {
          event.stopPropagation();
          add(port, { x: event.clientX, y: event.clientY });
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          // Enter on the canvas opens the settings: here it must press the button.
          event.preventDefault();
          const { right, top } = event.currentTarget.getBoundingClientRect();
          add(port, { x: right, y: top });
        }}
      >
        <Plus className="size-3" aria-hidden />
      </button>
    ));
}
