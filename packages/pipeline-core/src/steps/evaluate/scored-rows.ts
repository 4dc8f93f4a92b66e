import type { PortSpec } from '../define-step';

/** Rows that models are judged on. */
export const scoredRows: PortSpec = {
  type: 'Table',
  title: 'Rows',
  hint: 'Split rows as they were before they were prepared will do, and so will prepared ones: a model prepares the rows itself where that is left to do.',
};
