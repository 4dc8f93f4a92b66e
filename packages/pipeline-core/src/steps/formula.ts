import { PipelineError } from '../errors/pipeline-error';
import type { Expression } from '../expression/ast';
import { checkExpression } from '../expression/check-types';
import { freezeZones } from '../expression/freeze-zones';
import { parseExpression } from '../expression/parse';
import { type ExpressionColumn, type ExpressionType, expressionTypes } from '../expression/types';
import type { PropagatedSchema } from '../schema/propagated';
import type { Column, TableSchema } from '../schema/table-schema';
import type { StepIssue } from './define-step';

/** The columns a formula may read: storage-only types (sparse, bytes) are not part of the language. */
export function formulaColumns(columns: readonly Column[]): ExpressionColumn[] {
  return columns.flatMap((column) => {
    const type = expressionTypes.find((known) => known === column.type);
    if (type === undefined) return [];
    return [{ name: column.name, type, ...(column.float32 === true ? { float32: true } : {}) }];
  });
}

export type ReadFormula = { expression: Expression; type: ExpressionType | null } | { issues: StepIssue[] };

/** Parses and checks a formula against the columns known so far; unknown columns only warn while more may appear. */
export function readFormula(formula: string, schema: PropagatedSchema, param: string): ReadFormula {
  const parsed = parseExpression(formula);
  if (!parsed.ok) return { issues: [formulaIssue(parsed.error, param, 'error')] };
  if (schema.kind !== 'known' && schema.kind !== 'partial') return { expression: parsed.expression, type: null };
  const checked = checkExpression(parsed.expression, formulaColumns(schema.table.columns), parsed.spans);
  if (checked.ok) return { expression: parsed.expression, type: checked.type };
  const severity = (code: string) => (schema.kind === 'partial' && code === 'unknown-column' ? 'warning' : 'error');
  return { issues: checked.errors.map((error) => formulaIssue(error, param, severity(error.code))) };
}

/** The checked formula when a step runs; throws a `PipelineError` with the first mistake. */
export function requireFormula(
  formula: string,
  table: TableSchema,
  place: string,
): { expression: Expression; type: ExpressionType } {
  const read = readFormula(formula, { kind: 'known', table }, 'formula');
  if ('issues' in read || read.type === null) {
    const message = 'issues' in read ? (read.issues[0]?.message ?? 'not valid') : 'not valid';
    throw new PipelineError({
      code: 'bad-formula',
      family: 'pipeline',
      place,
      seen: formula === '' ? 'an empty formula' : `\`${formula}\``,
      expected: 'a formula over the columns of the incoming table',
      next: message,
    });
  }
  // From here on the expression is kept: in plans, models and releases. None of them may ask a zone table again.
  return { expression: freezeZones(read.expression), type: read.type };
}

function formulaIssue(
  error: { code: string; message: string; hint: string },
  param: string,
  severity: StepIssue['severity'],
): StepIssue {
  const message = error.hint === '' ? error.message : `${error.message} ${error.hint}`;
  return { code: `formula-${error.code}`, severity, message, param };
}
