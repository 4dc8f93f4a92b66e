import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { expect, it } from 'vitest';
import { clearNotes } from './clear-notes';

it('moves the notes that steps would stand on above all steps, and leaves the others', () => {
  const note = (id: string, x: number, y: number) => [
    id,
    { id, text: 'Why', position: { x, y }, size: { width: 200, height: 100 } },
  ];
  const document = pipelineDocumentSchema.parse({
    v: 1,
    steps: { data: { id: 'data', type: 'sample-data', version: 1, position: { x: 900, y: 900 } } },
    edges: {},
    notes: Object.fromEntries([note('under', 20, 20), note('also', 60, 40), note('free', 600, 600)]),
  });
  expect(clearNotes(document, { data: { x: 0, y: 0 } })).toEqual({
    under: { x: 0, y: -132 },
    also: { x: 232, y: -132 },
  });
  expect(clearNotes(document, {})).toEqual({});
});
