import type { PropagatedSchema } from '../schema/propagated';
import type { TableSchema } from '../schema/table-schema';
import type { SchemaInference, StepIssue } from './define-step';

/** What arrives at a port that takes one connection. */
export function incoming(inputs: Record<string, PropagatedSchema[]>, port: string): PropagatedSchema {
  return inputs[port]?.[0] ?? { kind: 'needs-run', reason: 'Nothing is connected yet.' };
}

/** The columns known so far, or null when nothing is known. */
export function tableIn(schema: PropagatedSchema): TableSchema | null {
  return schema.kind === 'known' || schema.kind === 'partial' ? schema.table : null;
}

/** Whether the rows carry the marks of a split; that may be known before the columns are. */
export function hasMarks(schema: PropagatedSchema): boolean {
  return schema.kind === 'needs-run' ? schema.split === true : tableIn(schema)?.split === true;
}

/** What is known when nothing is known of the columns, behind a step whose rows have no marks. */
export function unmarked(schema: PropagatedSchema): PropagatedSchema {
  return schema.kind === 'needs-run' ? { kind: 'needs-run', reason: schema.reason } : schema;
}

/** `table` with the certainty of what it was made from: a partial input makes a partial output. */
export function derived(from: PropagatedSchema, table: TableSchema, reason?: string): PropagatedSchema {
  if (from.kind === 'partial') return { ...from, table };
  if (reason !== undefined) return { kind: 'partial', table, reason };
  return { kind: 'known', table };
}

/** Inference of a step that makes one table out of one table; unknown input stays unknown. */
export function inferTable(
  from: PropagatedSchema,
  make: (table: TableSchema) => { table: TableSchema; issues?: StepIssue[]; reason?: string | undefined },
  opaque: readonly string[] = [],
): SchemaInference {
  const others = Object.fromEntries(opaque.map((port) => [port, { kind: 'opaque' } as const]));
  const table = tableIn(from);
  if (table === null) return { outputs: { table: from, ...others }, issues: [] };
  const made = make(table);
  return { outputs: { table: derived(from, made.table, made.reason), ...others }, issues: made.issues ?? [] };
}
