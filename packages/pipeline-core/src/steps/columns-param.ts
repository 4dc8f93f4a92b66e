import { z } from 'zod';
import type { ColumnType } from '../schema/column-type';
import { param } from './param';

/** The columns a step works on, of the types it can: those chosen, or every feature of these types (`chosenColumns`). */
export function columnsParam(types: readonly ColumnType[], every: string) {
  return param(z.array(z.string()).default([]), {
    title: 'Columns',
    description: `None chosen: every ${every} among the features.`,
    placeholder: 'All (none chosen)',
    widget: 'columns',
    columnTypes: types,
  });
}
