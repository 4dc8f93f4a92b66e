import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { expect, it } from 'vitest';
import { emptyFlowCache, toFlowNodes } from './to-flow-elements';

const document = pipelineDocumentSchema.parse({
  v: 1,
  steps: {
    trees: { id: 'trees', type: 'gradient-boosted-trees', version: 1, position: { x: 0, y: 0 } },
    linear: { id: 'linear', type: 'logistic-regression', version: 1, position: { x: 0, y: 96 } },
  },
  edges: {},
  notes: { about: { id: 'about', text: 'hello', position: { x: 0, y: 0 }, size: { width: 200, height: 80 }, tint: 1 } },
});

it('lays a chosen step over its neighbours, and notes under all of them', () => {
  const levels = (selected: string[]) =>
    Object.fromEntries(
      toFlowNodes({ document, selection: new Set(selected), dragged: {}, cache: emptyFlowCache() }).map((node) => [
        node.id,
        node.zIndex,
      ]),
    );
  expect(levels([])).toEqual({ about: -1, trees: 0, linear: 0 });
  expect(levels(['trees'])).toEqual({ about: -1, trees: 1, linear: 0 });
});
