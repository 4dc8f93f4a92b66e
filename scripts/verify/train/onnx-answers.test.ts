import { windowShape } from '@millrace/pipeline-core/api';
import { getContract } from '@millrace/pipeline-core/steps';
import { expect, it } from 'vitest';
import { gapOf } from './onnx-answers';
import { exportedModels, onnxDrawing, onnxTable } from './onnx-drawing';

const column = (name: string, type: string) => ({ name, type, role: 'feature' });
const predictions = windowShape.parse({
  total: 2,
  offset: 0,
  rowNumbers: [0, 1],
  columns: [column('prediction', 'text'), column('probability_a', 'number'), column('probability_b', 'number')],
  rows: [
    ['a', 0.75, 0.25],
    ['b', 0.25, 0.75],
  ],
});

it('tells labels that differ and the largest difference of a number', () => {
  const classes = ['b', 'a'];
  const numbers = [
    [0.25, 0.75],
    [0.75, 0.25],
  ];
  expect(gapOf({ classes, labels: ['a', 'b'], numbers }, predictions)).toEqual({ rows: 2, otherLabels: 0, apart: 0 });
  const other = [
    [0.25, 0.75],
    [0.5, 0.5],
  ];
  expect(gapOf({ classes, labels: ['a', 'a'], numbers: other }, predictions)).toEqual({
    rows: 2,
    otherLabels: 1,
    apart: 0.25,
  });
  const missing = [[0.25, 0.75], [Number.NaN]];
  expect(gapOf({ classes, labels: ['a', 'b'], numbers: missing }, predictions).apart).toBe(Number.POSITIVE_INFINITY);
});

it('draws every kind of model with its file and its scores', () => {
  const { steps } = onnxDrawing('00000000-0000-4000-8000-000000000001');
  for (const [id, { type }] of Object.entries(exportedModels)) {
    expect(getContract(type).stage).toBe('train');
    expect([steps[id]?.type, steps[`${id}-file`]?.type, steps[`${id}-scores`]?.type]).toEqual([
      type,
      'export-onnx',
      'batch-score',
    ]);
  }
  expect(onnxTable(3, 1).split('\n')).toHaveLength(5);
});
