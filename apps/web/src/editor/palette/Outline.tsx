'use client';

import { graphOf, partialOrder } from '@millrace/pipeline-core/graph';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { StickyNote } from 'lucide-react';
import { useMemo, useState } from 'react';
import { cn } from '../../lib/cn';
import { SearchField } from '../../ui/SearchField';
import { Spinner } from '../../ui/Spinner';
import { stepStateLooks } from '../../ui/step-states';
import { useStepView } from '../canvas/StepNode';
import { noteName } from '../drawing/note-name';
import { StepTile } from '../step-look';
import { useEditor, useEditorContext } from '../use-editor';

/** The drawing as text, in the order in which the data flows: the full alternative to the canvas for the keyboard. */
export function Outline() {
  const document = useEditor((state) => state.document);
  const [query, setQuery] = useState('');
  const ids = useMemo(() => {
    const order = new Set<string>([...partialOrder(graphOf(document)), ...Object.keys(document.steps)]);
    return [...order].filter((id) => {
      const step = document.steps[id];
      return step !== undefined && stepTitle(step).toLowerCase().includes(query.toLowerCase());
    });
  }, [document, query]);
  const notes = useMemo(
    () =>
      Object.values(document.notes)
        .filter(({ text }) => noteName(text).toLowerCase().includes(query.toLowerCase()))
        .map(({ id }) => id),
    [document.notes, query],
  );
  return (
    <>
      <div className="flex-none p-2">
        <SearchField label="Find a step" value={query} onValueChange={setQuery} />
      </div>
      <ol
        data-outline=""
        aria-label="Steps and notes of this pipeline"
        className="thin-scroll min-h-0 flex-1 overflow-y-auto px-2 pb-3"
      >
        {ids.map((id) => (
          <Row key={id} id={id} />
        ))}
        {notes.map((id) => (
          <NoteRow key={id} id={id} />
        ))}
        {ids.length + notes.length === 0 ? (
          <p className="px-1.5 py-2 text-12 text-muted">{query === '' ? 'No steps yet.' : 'No step is called that.'}</p>
        ) : null}
      </ol>
    </>
  );
}

function Row({ id }: { id: string }) {
  const { store, effects } = useEditorContext();
  const step = useEditor((state) => state.document.steps[id]);
  const selected = useEditor((state) => state.selection.has(id));
  const view = useStepView(id);
  if (step === undefined) return null;
  const { word, icon: Icon, text } = stepStateLooks[view.state];
  return (
    <li>
      <button
        type="button"
        aria-current={selected ? 'true' : undefined}
        title={[word, view.note].filter(Boolean).join(', ')}
        className={cn(
          'flex h-7 w-full items-center gap-2 rounded-control px-1.5 text-left hover:bg-hover',
          selected ? 'bg-selected' : '',
        )}
        onClick={() => {
          store.getState().select([id]);
          effects.view.fit(new Set([id]));
        }}
        onFocus={() => store.getState().select([id])}
      >
        <StepTile type={step.type} size={20} />
        <span className="min-w-0 flex-1 truncate">{stepTitle(step)}</span>
        <span className={cn('flex-none', text)}>
          {view.state === 'running' ? <Spinner /> : <Icon className="size-[14px]" aria-hidden />}
          <span className="sr-only">{word}</span>
        </span>
      </button>
    </li>
  );
}

function NoteRow({ id }: { id: string }) {
  const { store, effects } = useEditorContext();
  const text = useEditor((state) => state.document.notes[id]?.text ?? '');
  const selected = useEditor((state) => state.selection.has(id));
  return (
    <li>
      <button
        type="button"
        aria-current={selected ? 'true' : undefined}
        className={cn(
          'flex h-7 w-full items-center gap-2 rounded-control px-1.5 text-left hover:bg-hover',
          selected ? 'bg-selected' : '',
        )}
        onClick={() => {
          store.getState().select([id]);
          effects.view.reveal(id);
        }}
        onFocus={() => store.getState().select([id])}
      >
        <StickyNote className="mx-[3px] size-[14px] flex-none text-muted" aria-hidden />
        <span className="min-w-0 flex-1 truncate">{noteName(text)}</span>
      </button>
    </li>
  );
}
