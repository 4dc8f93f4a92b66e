import type { TableSchema } from './table-schema';

/**
 * What is known of an output port before running: a full schema, a partial one (some columns appear only when the
 * step has run, with the reason), or nothing yet. Ports that carry no table are `opaque`.
 */
export type PropagatedSchema =
  | { kind: 'known'; table: TableSchema }
  /** `mayHoldTarget`: a table nothing is known of adds its columns, and one of them may be marked as the target. */
  | { kind: 'partial'; table: TableSchema; reason: string; mayHoldTarget?: true }
  /** `split`: its rows carry the marks of a split, whatever its columns are. */
  | { kind: 'needs-run'; reason: string; split?: true }
  | { kind: 'opaque' };
