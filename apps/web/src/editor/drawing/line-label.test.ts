import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { lineLabel } from './line-label';

const document = pipelineDocumentSchema.parse({
  v: 1,
  steps: {
    data: { id: 'data', type: 'sample-data', version: 1, title: 'Flowers', position: { x: 0, y: 0 } },
    split: { id: 'split', type: 'split-rows', version: 1, position: { x: 280, y: 0 } },
  },
  edges: {},
});
const line = {
  from: { step: stepIdSchema.parse('data'), port: 'table' },
  to: { step: stepIdSchema.parse('split'), port: 'table' },
};

it('names both ports and the step at the other end, from either side', () => {
  expect(lineLabel(document, line, line.from.step)).toBe('Table to Table of Split rows');
  expect(lineLabel(document, line, line.to.step)).toBe('Table from Table of Flowers');
});

it('falls back on the names of ports that no contract has', () => {
  const odd = { from: { ...line.from, port: 'gone' }, to: line.to };
  expect(lineLabel(document, odd, line.from.step)).toBe('gone to Table of Split rows');
});
