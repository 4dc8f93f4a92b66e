import type { PropagatedSchema, TableSchema } from '@millrace/pipeline-core/schema';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import type { StepInference } from '@millrace/pipeline-core/validate';

const reserved = new Set<string>(Object.values(reservedColumns));

// Inferences keep their objects while nothing changes: what is derived from them is derived once.
const tables = new WeakMap<PropagatedSchema, TableSchema>();
const changes = new WeakMap<StepInference, Map<string, SchemaChange | null>>();

/** The columns known of a port, without book-keeping ones; null while nothing is known. */
export function knownTable(schema: PropagatedSchema | undefined): TableSchema | null {
  if (schema === undefined || (schema.kind !== 'known' && schema.kind !== 'partial')) return null;
  const cached = tables.get(schema);
  if (cached !== undefined) return cached;
  const table = { ...schema.table, columns: schema.table.columns.filter(({ name }) => !reserved.has(name)) };
  tables.set(schema, table);
  return table;
}

export type SchemaChange = { added: string[]; removed: string[]; retyped: string[] };

/** What a step does to the columns between its first input table and one output. Null when either is not fully known or nothing changes. */
export function schemaChange(inference: StepInference | undefined, port: string): SchemaChange | null {
  if (inference === undefined) return null;
  const cached = changes.get(inference) ?? new Map<string, SchemaChange | null>();
  changes.set(inference, cached);
  const known = cached.get(port);
  if (known !== undefined) return known;
  const change = compare(inference, port);
  cached.set(port, change);
  return change;
}

function compare(inference: StepInference, port: string): SchemaChange | null {
  const first = Object.values(inference.inputs)[0]?.[0];
  // Columns that only a run adds would make what they replace look lost.
  if (inference.outputs[port]?.kind !== 'known' || first?.kind !== 'known') return null;
  const after = knownTable(inference.outputs[port]);
  const before = knownTable(first);
  if (after === null || before === null) return null;
  const [old, now] = [new Map(before.columns.map((c) => [c.name, c])), new Map(after.columns.map((c) => [c.name, c]))];
  const change = {
    added: [...now.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    retyped: [...now.values()]
      .filter(({ name, type }) => (old.get(name)?.type ?? type) !== type)
      .map(({ name }) => name),
  };
  return change.added.length + change.removed.length + change.retyped.length === 0 ? null : change;
}
