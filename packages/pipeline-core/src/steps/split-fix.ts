import type { TableSchema } from '../schema/table-schema';
import type { StepIssue } from './define-step';
import { timeTypes } from './series-columns';

/**
 * The split that rows without one need. Of rows that are known to have a time (`time`, else the column with that role) the
 * late ones are kept for the test: a draw at random would let a model see what comes after.
 */
export function splitFix(table: TableSchema, time: string | null = null): NonNullable<StepIssue['fix']> {
  const marked = table.columns.find(({ name, role }) => (time === null ? role === 'time' : name === time));
  if (marked === undefined || !timeTypes.includes(marked.type))
    return { addStep: 'split-rows', title: 'Add Split rows before' };
  const params = { strategy: 'time-ordered', time: marked.role === 'time' ? '' : marked.name };
  return { addStep: 'split-rows', title: 'Add Split rows by time before', params };
}
