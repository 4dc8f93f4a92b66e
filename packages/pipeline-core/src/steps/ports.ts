import type { PortSpec } from './define-step';

/** Ports many steps share; a Table input also takes a Split (schema/is-compatible.ts). */
export const tableIn = { table: { type: 'Table', title: 'Table' } } as const satisfies Record<string, PortSpec>;
export const sameTableOut = { table: { type: 'as:table', title: 'Table' } } as const satisfies Record<string, PortSpec>;
export const fittedTableOut = {
  table: { type: 'as:table', title: 'Table' },
  fitted: { type: 'Transformer', title: 'Learned values' },
} as const satisfies Record<string, PortSpec>;
export const rowsIn = { rows: { type: 'Table', title: 'Rows' } } as const satisfies Record<string, PortSpec>;
export const trainerOut = {
  model: { type: 'Model', title: 'Model' },
  metrics: { type: 'Metrics', title: 'Training curve' },
} as const satisfies Record<string, PortSpec>;
