import { bytesOf, numberOf, numbersIn, packedInts, readProto, textsOf } from './read-proto';

export type ReadAttribute = {
  type: number;
  int: number;
  text: string;
  floats: number[];
  ints: number[];
  texts: string[];
};
export type ReadNode = {
  operator: string;
  domain: string;
  inputs: string[];
  output: string;
  attributes: Map<string, ReadAttribute>;
};
export type ReadTensor = { dims: number[]; values: (number | string)[] };
export type ReadValue = { name: string; type: number; dims: (string | number)[] };
export type ReadModel = {
  ir: number;
  opsets: Record<string, number>;
  facts: Record<string, string>;
  nodes: ReadNode[];
  constants: Map<string, ReadTensor>;
  inputs: ReadValue[];
  outputs: ReadValue[];
};

/** A model from its bytes, by the field numbers of onnx.proto. For tests. */
export function readOnnx(bytes: Uint8Array): ReadModel {
  const model = readProto(bytes);
  const graph = readProto(one(bytesOf(model, 7)));
  const opsets = bytesOf(model, 8).map(readProto);
  const facts = bytesOf(model, 14).map(readProto);
  return {
    ir: numberOf(model, 1),
    opsets: Object.fromEntries(opsets.map((set) => [textsOf(set, 1)[0] ?? '', numberOf(set, 2)])),
    facts: Object.fromEntries(facts.map((fact) => [one(textsOf(fact, 1)), one(textsOf(fact, 2))])),
    nodes: bytesOf(graph, 1).map(readNode),
    constants: new Map(bytesOf(graph, 5).map(readTensor)),
    inputs: bytesOf(graph, 11).map(readValue),
    outputs: bytesOf(graph, 12).map(readValue),
  };
}

function one<T>(values: readonly T[]): T {
  const [value] = values;
  if (value === undefined || values.length > 1) throw new Error(`${values.length} values where one is expected`);
  return value;
}

function readNode(bytes: Uint8Array): ReadNode {
  const node = readProto(bytes);
  return {
    operator: one(textsOf(node, 4)),
    domain: textsOf(node, 7)[0] ?? '',
    inputs: textsOf(node, 1),
    output: one(textsOf(node, 2)),
    attributes: new Map(bytesOf(node, 5).map(readAttribute)),
  };
}

function readAttribute(bytes: Uint8Array): [string, ReadAttribute] {
  const attribute = readProto(bytes);
  return [
    one(textsOf(attribute, 1)),
    {
      type: numberOf(attribute, 20),
      int: numberOf(attribute, 3),
      text: textsOf(attribute, 4)[0] ?? '',
      floats: bytesOf(attribute, 7).flatMap((value) => numbersIn(value, 'float')),
      ints: bytesOf(attribute, 8).flatMap(packedInts),
      texts: textsOf(attribute, 9),
    },
  ];
}

function readTensor(bytes: Uint8Array): [string, ReadTensor] {
  const tensor = readProto(bytes);
  const type = numberOf(tensor, 2);
  const raw = one(bytesOf(tensor, 9));
  const values = numbersIn(raw, type === 1 ? 'float' : type === 11 ? 'double' : 'int64');
  return [one(textsOf(tensor, 8)), { dims: bytesOf(tensor, 1).flatMap(packedInts), values }];
}

function readValue(bytes: Uint8Array): ReadValue {
  const value = readProto(bytes);
  const tensorType = readProto(one(bytesOf(readProto(one(bytesOf(value, 2))), 1)));
  const dims = bytesOf(readProto(one(bytesOf(tensorType, 2))), 1).map(readProto);
  return {
    name: one(textsOf(value, 1)),
    type: numberOf(tensorType, 1),
    dims: dims.map((dim) => textsOf(dim, 2)[0] ?? numberOf(dim, 1)),
  };
}
