import type { PortType } from './port-type';

/** Whether an output may be connected to an input; if not, why, and a step that would make it fit. */
export type Compatibility =
  | { ok: true }
  | { ok: false; reason: string; converter?: { addStep: string; title: string } };

const articles: Record<PortType, string> = {
  Table: 'a table',
  Split: 'split rows',
  Transformer: 'learned values',
  Model: 'a model',
  Metrics: 'metrics',
  Predictions: 'predictions',
  Figure: 'a figure',
  Parameter: 'a parameter',
  File: 'a file',
  Any: 'anything',
};

/** Steps that turn one type into another, by `from>to`. */
const converters: Partial<Record<`${PortType}>${PortType}`, { addStep: string; title: string }>> = {
  'Table>Split': { addStep: 'split-rows', title: 'Add Split rows between' },
  'Table>Model': { addStep: 'gradient-boosted-trees', title: 'Add Gradient-boosted trees between' },
  'Split>Model': { addStep: 'gradient-boosted-trees', title: 'Add Gradient-boosted trees between' },
  'Model>Metrics': { addStep: 'evaluate', title: 'Add Evaluate between' },
  'Model>Predictions': { addStep: 'batch-score', title: 'Add Batch score between' },
  'Model>File': { addStep: 'register-model', title: 'Add Register model between' },
};

/** Same type, `Any` on either side, or a Split where a Table is wanted (it is a table with marks). */
export function isCompatible(from: PortType, to: PortType): Compatibility {
  if (from === to || from === 'Any' || to === 'Any' || (from === 'Split' && to === 'Table')) return { ok: true };
  const converter = converters[`${from}>${to}`];
  const reason = `This input wants ${articles[to]}; the output gives ${articles[from]}.`;
  return converter === undefined ? { ok: false, reason } : { ok: false, reason, converter };
}
