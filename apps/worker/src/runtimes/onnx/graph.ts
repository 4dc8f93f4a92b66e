import { createProtoWriter, littleEndian } from './proto-writer';

export type OnnxType = 'float' | 'double' | 'int64' | 'string';

/** Codes of TensorProto.DataType. */
const elementTypes = { float: 1, int64: 7, string: 8, double: 11 } as const satisfies Record<OnnxType, number>;

export type OnnxAttribute =
  | { kind: 'int'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'floats'; values: ArrayLike<number> }
  | { kind: 'ints'; values: ArrayLike<number> }
  | { kind: 'texts'; values: readonly string[] }
  | { kind: 'tensor'; type: 'float' | 'double' | 'int64'; dims: readonly number[]; values: ArrayLike<number> };

export type OnnxNode = {
  inputs: readonly string[];
  attributes?: Record<string, OnnxAttribute>;
  /** `ml` for operators of ai.onnx.ml. */
  domain?: 'ml';
  /** An output of the graph; a name of its own otherwise. */
  output?: string;
};

/** Rows, or so many columns. */
type Dimension = 'N' | number;

/** A graph under construction. Values go by their names; nodes are added in the order in which they can run. */
export type OnnxGraph = {
  /** Of one number a row, or so many. */
  input(name: string, type: OnnxType, width?: number): string;
  constant(type: 'float' | 'double' | 'int64', dims: readonly number[], values: ArrayLike<number>): string;
  /** @returns the name of its output */
  node(operator: string, node: OnnxNode): string;
  /** A node with several outputs. @returns their names */
  nodeOf(outputs: number, operator: string, node: Omit<OnnxNode, 'output'>): string[];
  /** Declares an output of the graph. @returns its name, which is another where an input has the wanted one */
  output(name: string, type: OnnxType, dims: readonly Dimension[]): string;
  /** The whole model with facts for people and programs. */
  finish(facts: Record<string, string>): Uint8Array;
};

/** Read by every runtime of the last years: ir 8, opset 17, ai.onnx.ml 3. */
const irVersion = 8;
const opset = 17;
const mlDomain = 'ai.onnx.ml';
const mlOpset = 3;

export function createOnnxGraph(name: string): OnnxGraph {
  const parts: GraphParts = { nodes: [], constants: [], inputs: [], outputs: [] };
  const taken = new Set<string>();
  /** Columns may have any name: every other value gets one that is free. */
  const free = (wanted: string) => {
    let found = wanted;
    for (let number = 2; taken.has(found); number++) found = `${wanted}_${number}`;
    taken.add(found);
    return found;
  };
  return {
    input(input, type, width = 1) {
      if (taken.has(input)) throw new Error(`two values of the graph are named "${input}"`);
      taken.add(input);
      parts.inputs.push(valueInfo(input, type, ['N', width]));
      return input;
    },
    constant(type, dims, values) {
      const constant = free('/constant');
      parts.constants.push(tensor(constant, { type, dims, values }));
      return constant;
    },
    node(operator, node) {
      const output = node.output ?? free(`/${operator}`);
      parts.nodes.push(nodeProto(operator, node, [output]));
      return output;
    },
    nodeOf(outputs, operator, node) {
      const names = Array.from({ length: outputs }, () => free(`/${operator}`));
      parts.nodes.push(nodeProto(operator, node, names));
      return names;
    },
    output(wanted, type, dims) {
      const output = free(wanted);
      parts.outputs.push(valueInfo(output, type, dims));
      return output;
    },
    finish: (facts) => modelProto(graphProto(name, parts), facts),
  };
}

type GraphParts = Record<'nodes' | 'constants' | 'inputs' | 'outputs', Uint8Array[]>;

function graphProto(name: string, parts: GraphParts): Uint8Array {
  const graph = createProtoWriter();
  for (const node of parts.nodes) graph.bytes(1, node);
  graph.text(2, name);
  for (const constant of parts.constants) graph.bytes(5, constant);
  for (const input of parts.inputs) graph.bytes(11, input);
  for (const output of parts.outputs) graph.bytes(12, output);
  return graph.finish();
}

function modelProto(graph: Uint8Array, facts: Record<string, string>): Uint8Array {
  const model = createProtoWriter().int(1, irVersion).text(2, 'millrace').bytes(7, graph);
  model.bytes(8, createProtoWriter().int(2, opset).finish());
  model.bytes(8, createProtoWriter().text(1, mlDomain).int(2, mlOpset).finish());
  for (const [key, value] of Object.entries(facts))
    model.bytes(14, createProtoWriter().text(1, key).text(2, value).finish());
  return model.finish();
}

function nodeProto(
  operator: string,
  { inputs, attributes = {}, domain }: OnnxNode,
  outputs: readonly string[],
): Uint8Array {
  const node = createProtoWriter();
  for (const input of inputs) node.text(1, input);
  for (const output of outputs) node.text(2, output);
  node.text(3, `${outputs[0] ?? operator}/node`).text(4, operator);
  for (const [name, value] of Object.entries(attributes)) node.bytes(5, attributeProto(name, value));
  if (domain === 'ml') node.text(7, mlDomain);
  return node.finish();
}

/** Every attribute has to say its type, in field 20. */
function attributeProto(name: string, attribute: OnnxAttribute): Uint8Array {
  const proto = createProtoWriter().text(1, name);
  switch (attribute.kind) {
    case 'int':
      return proto.int(3, attribute.value).int(20, 2).finish();
    case 'text':
      return proto.text(4, attribute.value).int(20, 3).finish();
    case 'floats':
      return proto.floats(7, attribute.values).int(20, 6).finish();
    case 'tensor':
      return proto.bytes(5, tensor('', attribute)).int(20, 4).finish();
    case 'ints':
      return proto.ints(8, attribute.values).int(20, 7).finish();
    case 'texts':
      for (const value of attribute.values) proto.text(9, value);
      return proto.int(20, 8).finish();
  }
}

function tensor(
  name: string,
  o: { type: 'float' | 'double' | 'int64'; dims: readonly number[]; values: ArrayLike<number> },
): Uint8Array {
  const size = o.dims.reduce((product, dim) => product * dim, 1);
  if (size !== o.values.length) throw new Error(`a tensor of ${size} numbers got ${o.values.length}`);
  return createProtoWriter()
    .ints(1, o.dims)
    .int(2, elementTypes[o.type])
    .text(8, name)
    .bytes(9, littleEndian(o.values, o.type))
    .finish();
}

function valueInfo(name: string, type: OnnxType, dims: readonly Dimension[]): Uint8Array {
  const shape = createProtoWriter();
  for (const dim of dims) {
    const dimension = createProtoWriter();
    shape.bytes(1, (dim === 'N' ? dimension.text(2, dim) : dimension.int(1, dim)).finish());
  }
  const tensorType = createProtoWriter().int(1, elementTypes[type]).bytes(2, shape.finish()).finish();
  return createProtoWriter().text(1, name).bytes(2, createProtoWriter().bytes(1, tensorType).finish()).finish();
}
