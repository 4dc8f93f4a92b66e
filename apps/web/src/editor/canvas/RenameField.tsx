'use client';

import { useEditorContext } from '../use-editor';

/** The title of a step as a field; Enter and leaving it rename, Escape does not. */
export function RenameField({ id, title, placeholder }: { id: string; title: string; placeholder: string }) {
  const { store } = useEditorContext();
  const finish = (text: string | null) => {
    const { document, edit, show, renaming } = store.getState();
    const step = document.steps[id];
    if (renaming !== id) return;
    if (text !== null && step !== undefined && text.trim() !== step.title)
      edit({ op: 'rename', step: step.id, title: text.trim() });
    show({ renaming: null });
  };
  return (
    <input
      aria-label="Name of the step"
      defaultValue={title}
      placeholder={placeholder}
      maxLength={120}
      // biome-ignore lint/a11y/noAutofocus: the field appears because the person asked to rename
      autoFocus
      className="nodrag h-[18px] w-full rounded-sm bg-bg px-1 text-13 font-semibold"
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(event.currentTarget.value);
        if (event.key === 'Escape') finish(null);
        event.stopPropagation();
      }}
    />
  );
}
