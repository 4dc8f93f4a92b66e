'use client';

import { listDrawnContracts, type StepContract } from '@millrace/pipeline-core/steps';
import { type DragEvent, useEffect, useMemo, useRef, useState } from 'react';
import { cn } from '../../lib/cn';
import { Kbd } from '../../ui/Kbd';
import { SearchField } from '../../ui/SearchField';
import { useListbox } from '../../ui/use-listbox';
import { addFromPalette } from '../actions/add-step';
import { StepTile } from '../step-look';
import { selectedStep } from '../store/selectors';
import { useEditor, useEditorContext } from '../use-editor';
import { type StepGroup, searchSteps, stepGroups, suggestSteps } from './search-steps';
import { stepDragType } from './step-drag';

/** All steps, found by name, other words or task. Enter and a click add right of the selection; dragging puts them anywhere. */
export function StepPalette() {
  const context = useEditorContext();
  const [query, setQuery] = useState('');
  const groups = useGroups(query);
  const ordered = groups.flatMap((group) => group.contracts.map((contract) => ({ contract, group: group.title })));
  const listbox = useListbox({
    label: 'Steps',
    count: ordered.length,
    onChoose: (index) => {
      const choice = ordered[index];
      if (choice === undefined) return;
      addFromPalette(context, choice.contract.type);
      setQuery('');
      listbox.setActive(0);
    },
  });
  const editable = useEditor((state) => state.editable);
  const field = useSearchFocus();
  let index = -1;
  return (
    <>
      <div ref={field} className="flex-none p-2">
        <SearchField
          label="Search steps"
          value={query}
          shortcut="A"
          disabled={!editable}
          onValueChange={(next) => {
            setQuery(next);
            listbox.setActive(0);
          }}
          {...listbox.inputProps}
        />
      </div>
      <div {...listbox.listProps} className="thin-scroll min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox has no element of its own
          <div key={group.title} role="group" aria-label={group.title} className="mt-2 first:mt-0">
            <p aria-hidden className="flex h-6 items-center px-1.5 text-12 font-medium text-muted">
              <span className="flex-1">{group.title}</span>
              {group.count === null ? null : <span className="font-normal tabular-nums">{group.count}</span>}
            </p>
            {group.contracts.map((contract) => {
              index += 1;
              return (
                <Entry
                  key={contract.type}
                  contract={contract}
                  draggable={editable}
                  active={index === listbox.active && (query !== '' || index === 0)}
                  props={listbox.optionProps(index)}
                />
              );
            })}
          </div>
        ))}
        {ordered.length === 0 ? (
          <p className="px-1.5 py-2 text-12 text-muted">
            No step is called “{query}”. Try what it does: “fill”, “one-hot”.
          </p>
        ) : null}
      </div>
    </>
  );
}

/** The search gets the keyboard when asked for; where the panel is hidden, quick-add opens instead. */
function useSearchFocus() {
  const { store, effects } = useEditorContext();
  const asked = useEditor((state) => state.searchAsked);
  const field = useRef<HTMLDivElement>(null);
  const seen = useRef(0);
  useEffect(() => {
    if (seen.current === asked) return;
    seen.current = asked;
    const input = field.current?.querySelector('input');
    if (input && field.current?.offsetParent !== null) {
      input.focus();
      // What was searched for before gives way to what is typed now.
      input.select();
    } else store.getState().show({ quickAdd: effects.view.pointer() });
  }, [asked, store, effects]);
  return field;
}

function useGroups(query: string): StepGroup[] {
  const document = useEditor((state) => state.document);
  const chosen = useEditor(selectedStep);
  const issues = useEditor((state) => state.issues);
  const recentTypes = useEditor((state) => state.recentTypes);
  return useMemo(() => {
    if (query.trim() !== '') return [{ title: 'Found', count: null, contracts: searchSteps(query) }];
    const suggested = suggestSteps({ document, chosen, issues });
    const known = listDrawnContracts();
    const recent = recentTypes.slice(0, 3).flatMap((type) => known.find((contract) => contract.type === type) ?? []);
    return [
      ...(suggested.length === 0 ? [] : [{ title: 'Suggested here', count: null, contracts: suggested }]),
      ...(recent.length === 0 ? [] : [{ title: 'Recent', count: null, contracts: recent }]),
      ...stepGroups(),
    ];
  }, [query, document, chosen, issues, recentTypes]);
}

type EntryProps = {
  contract: StepContract;
  active: boolean;
  draggable: boolean;
  props: ReturnType<ReturnType<typeof useListbox>['optionProps']>;
};

function Entry({ contract, active, draggable, props }: EntryProps) {
  const ghost = useRef<HTMLElement | null>(null);
  useEffect(() => () => ghost.current?.remove(), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: an option of the list, its role comes with the spread props; dragging has Enter beside it
    <div
      {...props}
      title={contract.summary}
      draggable={draggable}
      onDragStart={(event) => {
        event.dataTransfer.setData(stepDragType, contract.type);
        event.dataTransfer.effectAllowed = 'copy';
        ghost.current = dragImage(event, contract.title);
      }}
      onDragEnd={() => ghost.current?.remove()}
      data-highlighted={active ? '' : undefined}
      className={cn(
        'flex h-7 cursor-pointer items-center gap-2 rounded-control px-1.5 select-none hover:bg-hover',
        active ? 'bg-hover' : '',
      )}
    >
      <StepTile type={contract.type} size={20} />
      <span className="min-w-0 flex-1 truncate">{contract.title}</span>
      {active ? <Kbd>↵</Kbd> : null}
    </div>
  );
}

/** A picture of the step at its true size under the pointer. */
function dragImage(event: DragEvent, title: string): HTMLElement {
  const ghost = document.createElement('div');
  ghost.textContent = title;
  ghost.className = 'step';
  Object.assign(ghost.style, {
    position: 'fixed',
    top: '-200px',
    left: '0',
    width: '208px',
    minHeight: '76px',
    padding: '14px 12px 0',
    font: '600 13px/18px var(--font)',
  });
  document.body.append(ghost);
  event.dataTransfer.setDragImage(ghost, 104, 24);
  return ghost;
}
