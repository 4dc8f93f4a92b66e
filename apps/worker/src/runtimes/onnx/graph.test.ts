import { expect, it } from 'vitest';
import { createOnnxGraph } from './graph';
import { readOnnx } from './testing/read-onnx';

const hex = (text: string) => Buffer.from(text).toString('hex');

it('writes the bytes of a model that hands a number on', () => {
  const graph = createOnnxGraph('g');
  const x = graph.input('x', 'double');
  const output = graph.output('y', 'double', ['N', 1]);
  graph.node('Identity', { inputs: [x], output });
  const node = ['0a01', hex('x'), '1201', hex('y'), '1a06', hex('y/node'), '2208', hex('Identity')].join('');
  const value = (name: string) => `0a01${hex(name)}120f0a0d080b12090a0312014e0a020801`;
  const body = ['0a18', node, '1201', hex('g'), '5a14', value('x'), '6214', value('y')].join('');
  const model = [
    ['0808', '1208', hex('millrace'), '3a49', body],
    ['42021011', '420e0a0a', hex('ai.onnx.ml'), '1003'],
    ['72080a036b657912', '0176'],
  ];
  expect(body.length / 2).toBe(0x49);
  expect(Buffer.from(graph.finish({ key: 'v' })).toString('hex')).toBe(model.flat().join(''));
});

it('gives every attribute its type, and every tensor its dimensions', () => {
  const graph = createOnnxGraph('g');
  const table = graph.constant('int64', [2, 1], [-1, 2 ** 40]);
  graph.node('Any', {
    inputs: [table, graph.constant('float', [1], [0.1]), graph.constant('double', [1], [0.1])],
    domain: 'ml',
    attributes: {
      i: { kind: 'int', value: -2 },
      s: { kind: 'text', value: 'SUM' },
      fs: { kind: 'floats', values: [0.5, Number.NEGATIVE_INFINITY] },
      is: { kind: 'ints', values: [1, 300, -1] },
      ss: { kind: 'texts', values: ['a', ''] },
    },
  });
  const { nodes, constants, opsets, ir } = readOnnx(graph.finish({}));
  expect({ ir, opsets }).toEqual({ ir: 8, opsets: { '': 17, 'ai.onnx.ml': 3 } });
  expect([...constants.values()]).toEqual([
    { dims: [2, 1], values: [-1, 2 ** 40] },
    { dims: [1], values: [Math.fround(0.1)] },
    { dims: [1], values: [0.1] },
  ]);
  const [node] = nodes;
  expect(node).toMatchObject({ operator: 'Any', domain: 'ai.onnx.ml', inputs: [...constants.keys()] });
  const empty = { int: 0, text: '', floats: [], ints: [], texts: [] };
  expect(Object.fromEntries(node?.attributes ?? [])).toEqual({
    i: { ...empty, type: 2, int: -2 },
    s: { ...empty, type: 3, text: 'SUM' },
    fs: { ...empty, type: 6, floats: [0.5, Number.NEGATIVE_INFINITY] },
    is: { ...empty, type: 7, ints: [1, 300, -1] },
    ss: { ...empty, type: 8, texts: ['a', ''] },
  });
});

it('keeps names apart, whatever columns are called', () => {
  const graph = createOnnxGraph('g');
  for (const name of ['label', '/Concat', '/constant']) graph.input(name, 'double');
  expect(graph.output('label', 'string', ['N'])).toBe('label_2');
  expect(graph.node('Concat', { inputs: ['label'] })).toBe('/Concat_2');
  expect(graph.constant('double', [1], [1])).toBe('/constant_2');
  expect(graph.constant('double', [1], [1])).toBe('/constant_3');
  expect(() => graph.input('label', 'double')).toThrow('two values of the graph are named "label"');
  expect(() => graph.constant('double', [2], [1])).toThrow('a tensor of 2 numbers got 1');
});
