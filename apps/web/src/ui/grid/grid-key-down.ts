import type { KeyboardEvent, RefObject } from 'react';
import type { ChosenAction } from './GridMenu';
import { entersSummary, headerRow } from './grid-keys';
import type { GridColumn, GridPoint } from './grid-types';

type Options = {
  id: string;
  columns: readonly GridColumn[];
  focus: GridPoint | null;
  scroller: RefObject<HTMLElement | null>;
  copyChosen: (withHeaders: boolean) => void;
  rowAction: ChosenAction | undefined;
  /** Every other key. */
  move: (event: KeyboardEvent) => void;
};

/** What keys do in a grid: copy, act on a row, go into the summary of a column; the others move the focused cell. */
export function gridKeyDown({ id, columns, focus, scroller, copyChosen, rowAction, move }: Options) {
  return (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && focus) {
      event.preventDefault();
      copyChosen(event.shiftKey);
    } else if (entersSummary(focus, event.key, columns)) {
      event.preventDefault();
      const cell = scroller.current?.querySelector(`[id="${id}-${headerRow}-${focus?.column}"]`);
      cell?.querySelector<HTMLElement>('[role="slider"]')?.focus();
    } else if (isPlainF(event) && rowAction?.run) {
      event.preventDefault();
      rowAction.run();
    } else move(event);
  };
}

function isPlainF(event: KeyboardEvent): boolean {
  return event.key.toLowerCase() === 'f' && !event.ctrlKey && !event.metaKey && !event.altKey;
}
