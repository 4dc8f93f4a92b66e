import type { PropagatedSchema } from '../../schema/propagated';
import type { StepIssue } from '../define-step';
import { tableIn } from '../infer';
import { splitFix } from '../split-fix';

/** Rows that carry no parts cannot be cut to one. */
export function partIssues(rows: PropagatedSchema, part: string): StepIssue[] {
  const table = tableIn(rows);
  if (table === null || table.split) return [];
  return [
    {
      code: 'no-split',
      severity: 'warning',
      message: `These rows have no ${part} part: all of them would be used, also those a model learned from.`,
      port: 'rows',
      fix: splitFix(table),
    },
  ];
}
