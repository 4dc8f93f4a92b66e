'use client';

import { listDrawnContracts } from '@millrace/pipeline-core/steps';
import { useEffect, useMemo, useRef } from 'react';
import { addByQuickAdd } from '../actions/add-step';
import { fitsPort } from '../drawing/insert-step';
import { StepTile } from '../step-look';
import type { QuickAdd } from '../store/session-slice';
import { useEditor, useEditorContext } from '../use-editor';
import { CommandList } from './CommandList';

/** The box at the pointer that adds a step: focus is in its field, so typing filters at once. Esc keeps nothing. */
export function QuickAddBox() {
  const box = useEditor((state) => state.quickAdd);
  return box === null ? null : <OpenBox key={`${box.at.x} ${box.at.y}`} box={box} />;
}

const width = 260;

function OpenBox({ box }: { box: QuickAdd }) {
  const context = useEditorContext();
  const { store } = context;
  const element = useRef<HTMLDivElement>(null);
  const items = useItems(box);
  useEffect(() => {
    const close = (event: PointerEvent) => {
      if (!(event.target instanceof Node) || element.current?.contains(event.target) === true) return;
      store.getState().show({ quickAdd: null });
    };
    document.addEventListener('pointerdown', close, true);
    return () => document.removeEventListener('pointerdown', close, true);
  }, [store]);
  const left = Math.max(8, Math.min(box.at.x, window.innerWidth - width - 8));
  const top = Math.max(8, Math.min(box.at.y, window.innerHeight - 370));
  return (
    <div
      ref={element}
      role="dialog"
      aria-label={box.from === undefined ? 'Add a step' : 'Add a step that fits'}
      className="anim-pop fixed z-50 rounded-card border border-border bg-surface p-1.5 shadow-float"
      data-state="open"
      style={{ left, top, width }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        store.getState().show({ quickAdd: null });
        // Back to the step it was opened from, or the keyboard would be nowhere.
        if (box.from !== undefined) context.effects.view.reveal(box.from.step);
      }}
    >
      <CommandList
        label="Search steps"
        items={items}
        empty={box.from === undefined ? 'No step is called that.' : 'No step that fits this port is called that.'}
      />
    </div>
  );
}

function useItems(box: QuickAdd) {
  const context = useEditorContext();
  const document = useEditor((state) => state.document);
  const recent = useEditor((state) => state.recentTypes);
  return useMemo(() => {
    const { from } = box;
    const fitting = listDrawnContracts().filter(({ type }) => from === undefined || fitsPort(document, from, type));
    const rank = (type: string) => {
      const place = recent.indexOf(type);
      return place < 0 ? recent.length : place;
    };
    return [...fitting]
      .sort((a, b) => rank(a.type) - rank(b.type))
      .map((contract) => ({
        id: contract.type,
        label: contract.title,
        icon: <StepTile type={contract.type} size={20} />,
        keywords: contract.synonyms,
        run: () => {
          context.store.getState().show({ quickAdd: null });
          addByQuickAdd(context, box, contract.type);
        },
      }));
  }, [box, document, recent, context]);
}
