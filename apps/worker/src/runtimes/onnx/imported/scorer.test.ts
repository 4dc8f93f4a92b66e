import { describe, expect, it } from 'vitest';
import type { FeatureColumn, StoredModel } from '../../model-runtime';
import { createOnnxGraph } from '../graph';
import { operatorsOf } from '../operators';
import { openOnnx } from '../session';
import { encodeImported, type ImportedFacts } from './imported-model';
import { readSignature } from './read-signature';
import { loadOnnx } from './scorer';

const column = (name: string, values: number[]): FeatureColumn => ({
  name,
  kind: 'number',
  values: Float64Array.from(values),
});

/** Answers [a + b, 1 - (a + b)] of two inputs of a type. */
function shares(type: 'float' | 'int64'): Uint8Array {
  const graph = createOnnxGraph('shares');
  const { add, sub, beside, cast, scalar } = operatorsOf(graph);
  const [a, b] = [graph.input('a', type), graph.input('b', type)];
  const sum = add(cast(a, 'double'), cast(b, 'double'));
  graph.node('Identity', {
    inputs: [beside([sum, sub(scalar(1), sum)])],
    output: graph.output('probabilities', 'double', ['N', 2]),
  });
  return graph.finish({});
}

function imported(bytes: Uint8Array, facts: Omit<ImportedFacts, 'v'>): StoredModel {
  return {
    format: 'onnx',
    task: 'binary',
    classes: ['no', 'yes'],
    features: [
      { name: 'a', kind: 'number' },
      { name: 'b', kind: 'number' },
    ],
    json: encodeImported({ v: 1, ...facts }),
    weights: bytes,
  };
}

const columnsOf = (type: 'float32' | 'int64'): ImportedFacts['reads'] => ({
  kind: 'columns',
  inputs: [
    { name: 'a', type, flat: false },
    { name: 'b', type, flat: false },
  ],
});

describe('an imported model', () => {
  it('reads its inputs and answers in our order of classes', async () => {
    const columns = [column('a', [0.25, 0.5]), column('b', [0.5, 0])];
    const answers = (order: number[]) =>
      loadOnnx(
        imported(shares('float'), {
          reads: columnsOf('float32'),
          answers: { kind: 'classes', output: 'probabilities', columns: order },
        }),
      ).scoreBlock(columns, 2);
    expect([...(await answers([0, 1]))]).toEqual([0.75, 0.25, 0.5, 0.5]);
    expect([...(await answers([1, 0]))]).toEqual([0.25, 0.75, 0.5, 0.5]);
  });

  it('takes whole numbers as 64 bits, has no answer for a missing one, and refuses to bend others', async () => {
    const scorer = loadOnnx(
      imported(shares('int64'), {
        reads: columnsOf('int64'),
        answers: { kind: 'classes', output: 'probabilities', columns: [0, 1] },
      }),
    );
    const found = await scorer.scoreBlock([column('a', [2, Number.NaN]), column('b', [3, 1])], 2);
    expect([...found]).toEqual([5, -4, Number.NaN, Number.NaN]);
    await expect(scorer.scoreBlock([column('a', [0.5]), column('b', [0])], 1)).rejects.toThrow('the number 0.5');
  });

  it('tells its signature: an input per column, or a matrix', async () => {
    const session = await openOnnx(shares('int64'));
    const signature = readSignature(session, 'Import');
    expect(signature.reads).toEqual(columnsOf('int64'));
    expect(signature.answer).toEqual({ output: 'probabilities', width: 2 });
    await session.close();
    const matrix = { inputs: [{ name: 'X', type: 'float32', dims: ['N', 7] }], outputs: session.outputs };
    expect(readSignature({ ...session, ...matrix }, 'Import')).toMatchObject({
      reads: { kind: 'matrix', name: 'X' },
      matrixWidth: 7,
    });
    const maps = [{ name: 'probabilities', type: 'no tensor', dims: [] }];
    expect(() => readSignature({ ...session, outputs: maps }, 'Import')).toThrow('zipmap=False');
    const image = { ...matrix, inputs: [{ name: 'X', type: 'float32', dims: ['N', 3, 8, 8] }] };
    expect(() => readSignature({ ...session, ...image }, 'Import')).toThrow('4 dimensions');
  });
});
