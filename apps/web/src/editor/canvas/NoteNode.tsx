'use client';

import { type NodeProps, NodeResizer } from '@xyflow/react';
import { type CSSProperties, memo } from 'react';
import { noteName } from '../drawing/note-name';
import { Markdown } from '../Markdown';
import { isTabStop } from '../store/selectors';
import { useEditor, useEditorContext } from '../use-editor';

const tints = ['var(--s5)', 'var(--s1)', 'var(--s3)', 'var(--s4)', 'var(--s2)', 'var(--s8)'];

/** A sticky note: Markdown; Enter or a double-click to write. */
export const NoteNode = memo(function NoteNode({ id }: NodeProps) {
  const { store, effects } = useEditorContext();
  const stop = useEditor((state) => isTabStop(state, id));
  const note = useEditor((state) => state.document.notes[id]);
  const selected = useEditor((state) => state.selection.has(id));
  const editing = useEditor((state) => state.editingNote === id);
  const editable = useEditor((state) => state.editable);
  if (note === undefined) return null;
  const { edit, show } = store.getState();
  const style: CSSProperties & Record<'--note-color', string> = { '--note-color': tints[note.tint] ?? 'var(--s5)' };
  return (
    <article
      className="note-card"
      style={style}
      data-selected={selected}
      data-note={id}
      aria-label={noteName(note.text)}
      tabIndex={stop ? 0 : -1}
      onDoubleClick={(event) => {
        event.stopPropagation();
        if (editable) show({ editingNote: id });
      }}
    >
      <NodeResizer
        isVisible={selected && editable}
        minWidth={120}
        minHeight={48}
        color="var(--accent)"
        onResizeEnd={(_event, box) =>
          edit({
            op: 'edit-note',
            note: note.id,
            change: {
              position: { x: Math.round(box.x), y: Math.round(box.y) },
              size: { width: Math.round(box.width), height: Math.round(box.height) },
            },
          })
        }
      />
      {editing ? (
        <textarea
          aria-label="Text of the note"
          // biome-ignore lint/a11y/noAutofocus: the field appears because the person asked to write
          autoFocus
          defaultValue={note.text}
          maxLength={4000}
          className="nodrag nowheel h-full w-full resize-none bg-transparent outline-none"
          onBlur={(event) => {
            show({ editingNote: null });
            if (event.currentTarget.value !== note.text)
              edit({ op: 'edit-note', note: note.id, change: { text: event.currentTarget.value } });
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.currentTarget.blur();
            effects.view.reveal(id);
          }}
        />
      ) : (
        <Markdown text={note.text === '' ? '*Press Enter or double-click to write.*' : note.text} />
      )}
    </article>
  );
});
