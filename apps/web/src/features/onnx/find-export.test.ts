import { onnxParitySchema } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { downloadHref, findExport, onnxFileName, parityWords } from './find-export';

const hash = 'a'.repeat(64);
const parity = onnxParitySchema.parse({
  v: 1,
  kind: 'onnx-parity',
  model: hash,
  file: { hash, bytes: 10 },
  part: 'test',
  rows: 1000,
  maxDifference: 3.2e-13,
  mostApart: 1e-5,
  labels: 'equal',
  inputs: [],
  outputs: [],
  featureSetId: 'f',
  preparation: [],
});

it('finds the proof among what a step made, and says it in a sentence', () => {
  expect(findExport([{ port: 'onnx', artifact: { hash, inline: null } }])).toBeNull();
  const found = findExport([
    { port: 'onnx', artifact: { hash, inline: null } },
    { port: 'parity', artifact: { hash, inline: parity } },
  ]);
  expect(found?.rows).toBe(1000);
  expect(parityWords(parity)).toBe(
    'On 1000 test rows the file gives the same labels and numbers at most 3.2e-13 apart.',
  );
  expect(parityWords({ ...parity, part: 'all', labels: null, maxDifference: 0 })).toBe(
    'On 1000 rows the file gives the very same numbers.',
  );
});

it('calls the file like the model', () => {
  expect(onnxFileName('Boosted trees (deep)')).toBe('boosted-trees-deep.onnx');
  expect(onnxFileName('???')).toBe('model.onnx');
  expect(downloadHref({ project: 'p', hash, name: 'a b.onnx' })).toBe(`/api/artifact/${hash}?project=p&name=a+b.onnx`);
});
