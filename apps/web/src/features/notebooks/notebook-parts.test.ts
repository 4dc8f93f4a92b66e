import { notebookSchema } from '@millrace/pipeline-core/steps';
import { expect, it } from 'vitest';
import { notebookParts } from './notebook-parts';

it('shows code, words, what was printed and drawn, and nothing that could run', () => {
  const colour = String.fromCharCode(27);
  const book = notebookSchema.parse({
    nbformat: 4,
    cells: [
      { cell_type: 'markdown', source: ['# Title\n', 'words'] },
      {
        cell_type: 'code',
        execution_count: 3,
        source: 'plot()',
        outputs: [
          { output_type: 'stream', name: 'stdout', text: [`${colour}[31mred`, `${colour}[0m`] },
          { output_type: 'display_data', data: { 'image/png': 'aGVs\nbG8=', 'text/plain': 'a plot' } },
          { output_type: 'display_data', data: { 'image/png': '"><script>', 'text/plain': 'not a plot' } },
          { output_type: 'execute_result', data: { 'text/html': '<script>', 'text/plain': ['a ', 'table'] } },
          { output_type: 'error', traceback: ['one', 'two'] },
        ],
      },
    ],
  });
  expect(notebookParts(book)).toEqual([
    { kind: 'words', label: 'Text', text: '# Title\nwords', outputs: [] },
    {
      kind: 'code',
      label: 'In 3',
      text: 'plot()',
      outputs: [
        { kind: 'text', text: 'red' },
        { kind: 'image', source: 'data:image/png;base64,aGVsbG8=' },
        { kind: 'text', text: 'not a plot' },
        { kind: 'text', text: 'a table' },
        { kind: 'error', text: 'one\ntwo' },
      ],
    },
  ]);
});
