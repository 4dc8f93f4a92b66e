import type { ReadModel, ReadNode, ReadTensor } from './read-onnx';
import { runTreeEnsemble } from './run-tree-ensemble';

/**
 * Runs a graph as the specification of its operators says, slowly, and only what our exports use. It is no proof that a
 * runtime reads the file; it is one that the graph means what the model answers. For tests.
 */
export function runOnnx(model: ReadModel, inputs: Record<string, ReadTensor>): Map<string, ReadTensor> {
  const values = new Map<string, ReadTensor>([...model.constants, ...Object.entries(inputs)]);
  for (const node of model.nodes) {
    const from = node.inputs.map((name) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`${node.operator} reads "${name}", which nothing has made yet`);
      return value;
    });
    if (values.has(node.output)) throw new Error(`"${node.output}" is made twice`);
    const run = operators[node.operator];
    if (run === undefined) throw new Error(`the operator ${node.operator} is not known here`);
    values.set(node.output, run(node, from));
  }
  return values;
}

type Operator = (node: ReadNode, inputs: readonly ReadTensor[]) => ReadTensor;

const operators: Record<string, Operator> = {
  Identity: (_node, [x]) => need(x),
  Concat: (_node, inputs) => concat(inputs),
  Reshape: (_node, [x, shape]) => {
    if (need(shape).values.join() !== '-1') throw new Error('only to one dimension');
    return { dims: [need(x).values.length], values: need(x).values };
  },
  Cast: (node, [x]) => mapped(need(x), (value) => (intOf(node, 'to') === 1 ? Math.fround(value) : value)),
  Sub: (_node, [a, b]) => broadcast(need(a), need(b), (x, y) => x - y),
  Add: (_node, [a, b]) => broadcast(need(a), need(b), (x, y) => x + y),
  Div: (_node, [a, b]) => broadcast(need(a), need(b), (x, y) => x / y),
  ReduceSum: (_node, [x]) => ({
    ...byRow(need(x), (row) => [row.reduce((sum, value) => sum + value, 0)]),
    dims: [need(x).dims[0] ?? 0, 1],
  }),
  Exp: (_node, [x]) => mapped(need(x), Math.exp),
  Sigmoid: (_node, [x]) => mapped(need(x), (value) => 1 / (1 + Math.exp(-value))),
  Softmax: (_node, [x]) => byRow(need(x), softmax),
  ArgMax: (node, [x]) => argMax(need(x), intOf(node, 'select_last_index') === 1),
  Gemm: (_node, [a, b, c]) => gemm(need(a), need(b), need(c)),
  Gather: (_node, [data, indices]) => gather(need(data), need(indices)),
  LabelEncoder: (node, [x]) => encodeLabels(node, need(x)),
  TreeEnsembleRegressor: (node, [x]) => runTreeEnsemble(node, need(x)),
};

function need(tensor: ReadTensor | undefined): ReadTensor {
  if (tensor === undefined) throw new Error('an input of the node is missing');
  return tensor;
}

function intOf(node: ReadNode, name: string): number {
  return node.attributes.get(name)?.int ?? 0;
}

function mapped(x: ReadTensor, change: (value: number) => number): ReadTensor {
  return { dims: x.dims, values: x.values.map((value) => change(Number(value))) };
}

function widthOf({ dims }: ReadTensor): number {
  return dims[1] ?? 1;
}

function rowOf(x: ReadTensor, row: number): (number | string)[] {
  return x.values.slice(row * widthOf(x), (row + 1) * widthOf(x));
}

function concat(inputs: readonly ReadTensor[]): ReadTensor {
  const rows = inputs[0]?.dims[0] ?? 0;
  if (inputs.some(({ dims }) => dims[0] !== rows || dims.length !== 2)) throw new Error('parts of unequal rows');
  const values = Array.from({ length: rows }, (_, row) => inputs.flatMap((part) => rowOf(part, row))).flat();
  return { dims: [rows, inputs.reduce((sum, part) => sum + widthOf(part), 0)], values };
}

/** [N, K] with [1, K] or [1, 1], either way around. */
function broadcast(a: ReadTensor, b: ReadTensor, join: (x: number, y: number) => number): ReadTensor {
  const rows = Math.max(a.dims[0] ?? 0, b.dims[0] ?? 0);
  const width = Math.max(widthOf(a), widthOf(b));
  const cell = (x: ReadTensor, row: number, column: number) =>
    Number(x.values[(x.dims[0] === 1 ? 0 : row) * widthOf(x) + (widthOf(x) === 1 ? 0 : column)]);
  const values = Array.from({ length: rows * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return join(cell(a, row, column), cell(b, row, column));
  });
  return { dims: [rows, width], values };
}

function byRow(x: ReadTensor, change: (row: number[]) => number[]): ReadTensor {
  const rows = Array.from({ length: x.dims[0] ?? 0 }, (_, row) => change(rowOf(x, row).map(Number)));
  return { dims: x.dims, values: rows.flat() };
}

function softmax(row: number[]): number[] {
  const powers = row.map((value) => Math.exp(value - Math.max(...row)));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function argMax(x: ReadTensor, last: boolean): ReadTensor {
  const values = Array.from({ length: x.dims[0] ?? 0 }, (_, at) => {
    const row = rowOf(x, at).map(Number);
    const most = Math.max(...row);
    return last ? row.lastIndexOf(most) : row.indexOf(most);
  });
  return { dims: [values.length], values };
}

/** A B' + C, with B as [K, F]. */
function gemm(a: ReadTensor, b: ReadTensor, c: ReadTensor): ReadTensor {
  const outputs = b.dims[0] ?? 0;
  const values = Array.from({ length: a.dims[0] ?? 0 }, (_, row) => {
    const left = rowOf(a, row).map(Number);
    return Array.from({ length: outputs }, (__, output) =>
      rowOf(b, output).reduce<number>(
        (sum, value, at) => sum + Number(value) * (left[at] ?? 0),
        Number(c.values[output]),
      ),
    );
  });
  return { dims: [values.length, outputs], values: values.flat() };
}

function gather(data: ReadTensor, indices: ReadTensor): ReadTensor {
  if (indices.dims.length !== 1) throw new Error('indices of more than one dimension');
  const values = indices.values.flatMap((at) => rowOf(data, Number(at)));
  return { dims: [indices.values.length, widthOf(data)], values };
}

function encodeLabels({ attributes }: ReadNode, x: ReadTensor): ReadTensor {
  const texts = attributes.get('keys_strings')?.texts;
  const keys: readonly (string | number)[] = texts ?? attributes.get('keys_int64s')?.ints ?? [];
  const values = texts === undefined ? attributes.get('values_strings')?.texts : attributes.get('values_int64s')?.ints;
  const initial = texts === undefined ? attributes.get('default_string')?.text : attributes.get('default_int64')?.int;
  if (values?.length !== keys.length || initial === undefined) throw new Error('a LabelEncoder without its values');
  return { dims: x.dims, values: x.values.map((value) => values[keys.indexOf(value)] ?? initial) };
}
