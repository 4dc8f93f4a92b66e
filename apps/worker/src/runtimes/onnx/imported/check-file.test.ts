import { describe, expect, it } from 'vitest';
import { createOnnxGraph } from '../graph';
import { createProtoWriter } from '../proto-writer';
import { checkOnnxFile } from './check-file';
import { openChecked } from './scorer';

const place = 'Import › file';

/** A model whose graph has one more tensor, as bytes of TensorProto. */
function modelWith(tensor: Uint8Array): Uint8Array {
  const graph = createProtoWriter().text(2, 'g').bytes(5, tensor).finish();
  return createProtoWriter().int(1, 8).bytes(7, graph).finish();
}

const tensor = (dims: readonly number[], values: number) =>
  createProtoWriter()
    .ints(1, dims)
    .int(2, 1)
    .text(8, 'w')
    .bytes(9, new Uint8Array(4 * values))
    .finish();

/** The fields of a StringStringEntry. */
const entry = (key: string, value: string) => createProtoWriter().text(1, key).text(2, value).finish();

function addOne(): Uint8Array {
  const graph = createOnnxGraph('add');
  const input = graph.input('x', 'double');
  const output = graph.output('prediction', 'double', ['N', 1]);
  graph.node('Add', { inputs: [input, graph.constant('double', [1, 1], [1])], output });
  return graph.finish({ classes: '["a","b"]' });
}

describe('a file that is to be imported', () => {
  it('says of itself what stands among its facts', () => {
    expect(checkOnnxFile(addOne(), place).get('classes')).toBe('["a","b"]');
    expect(() => checkOnnxFile(modelWith(tensor([2, 3], 6)), place)).not.toThrow();
    expect(() => checkOnnxFile(modelWith(tensor([0, 3], 0)), place)).not.toThrow();
  });

  it('may not keep tensors in other files, wherever they stand', () => {
    const outside = createProtoWriter()
      .ints(1, [2])
      .int(2, 1)
      .text(8, 'w')
      .bytes(13, entry('location', '../../etc/passwd'))
      .int(14, 1)
      .finish();
    expect(() => checkOnnxFile(modelWith(outside), place)).toThrow('"../../etc/passwd"');
    const attribute = createProtoWriter().text(1, 'value').bytes(5, outside).int(20, 4).finish();
    const node = createProtoWriter().text(2, 'y').text(4, 'Constant').bytes(5, attribute).finish();
    const inner = createProtoWriter().bytes(1, node).text(2, 'inner').finish();
    const branch = createProtoWriter().text(1, 'then_branch').bytes(6, inner).int(20, 5).finish();
    const outer = createProtoWriter().text(4, 'If').bytes(5, branch).finish();
    for (const one of [node, outer]) {
      const graph = createProtoWriter().bytes(1, one).text(2, 'g').finish();
      expect(() => checkOnnxFile(createProtoWriter().bytes(7, graph).finish(), place)).toThrow('kept in another file');
    }
  });

  it('may not say that it has more than it has', () => {
    expect(() => checkOnnxFile(modelWith(tensor([50_000, 50_000], 4)), place)).toThrow('of 2500000000 numbers');
    expect(() => checkOnnxFile(modelWith(tensor([4_000_000_000, 4_000_000_000, 4_000_000_000], 4)), place)).toThrow(
      'of which the file holds 16 bytes',
    );
    // 10 GB by the length of a field: told before anything of that size is made.
    const length = [0xfa, 0x07, 0x80, 0xc8, 0xaf, 0xa0, 0x25];
    expect(() => checkOnnxFile(Uint8Array.from(length), place)).toThrow('no ONNX model');
  });

  it('is known for what it is where it is no model', () => {
    const text = (value: string) => new TextEncoder().encode(value);
    expect(() => checkOnnxFile(Uint8Array.from([0x80, 4, 0x95, 1]), place)).toThrow('Python pickle');
    expect(() => checkOnnxFile(text('PK\x03\x04 and more'), place)).toThrow('ZIP archive');
    expect(() => checkOnnxFile(text('{"modelTopology": {}}'), place)).toThrow('text (JSON or XML)');
    expect(() => checkOnnxFile(Uint8Array.from([0x12, 0x80, 0x80, 1, ...text('ORTM'), 0]), place)).toThrow('(ORT)');
    expect(() => checkOnnxFile(new Uint8Array(0), place)).toThrow('it has no graph');
    for (let at = 1; at < addOne().length; at += 7)
      expect(() => checkOnnxFile(addOne().subarray(0, at), place), `cut at ${at}`).toThrow('no ONNX model');
  });

  it('ends in words where graphs lie in graphs without end, and where the runtime does not take it', async () => {
    let graph = createProtoWriter().text(2, 'g').finish();
    for (let depth = 0; depth < 40; depth++) {
      const attribute = createProtoWriter().bytes(6, graph).int(20, 5).finish();
      graph = createProtoWriter().bytes(1, createProtoWriter().bytes(5, attribute).finish()).finish();
    }
    expect(() => checkOnnxFile(createProtoWriter().bytes(7, graph).finish(), place)).toThrow('too often');
    const strange = createOnnxGraph('strange');
    strange.node('NoSuchOperator', {
      inputs: [strange.input('x', 'double')],
      output: strange.output('y', 'double', ['N']),
    });
    await expect(openChecked(strange.finish({}), place)).rejects.toThrow('ONNX Runtime does not take');
  });
});
