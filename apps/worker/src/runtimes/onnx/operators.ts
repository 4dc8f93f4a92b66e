import type { OnnxGraph } from './graph';

/** Codes of TensorProto.DataType, for Cast. */
const castTo = { float: 1, double: 11 } as const;

/** Shorter ways to add operators; values go by their names, and shapes are broadcast as in numpy. */
export function operatorsOf(graph: OnnxGraph) {
  const plain =
    (operator: string) =>
    (...inputs: string[]) =>
      graph.node(operator, { inputs });
  const axes = (values: readonly number[]) => graph.constant('int64', [values.length], values);
  return {
    add: plain('Add'),
    sub: plain('Sub'),
    mul: plain('Mul'),
    div: plain('Div'),
    equal: plain('Equal'),
    greater: plain('Greater'),
    where: plain('Where'),
    matMul: plain('MatMul'),
    /** One number for every cell. */
    scalar: (value: number) => graph.constant('double', [], [value]),
    row: (values: ArrayLike<number>) => graph.constant('double', [1, values.length], values),
    /** Parts next to each other along the columns. */
    beside: (inputs: readonly string[]) =>
      graph.node('Concat', { inputs, attributes: { axis: { kind: 'int', value: 1 } } }),
    cast: (input: string, to: keyof typeof castTo) =>
      graph.node('Cast', { inputs: [input], attributes: { to: { kind: 'int', value: castTo[to] } } }),
    /** Sums along an axis; it stays, with one cell, unless it is dropped. */
    sum: (input: string, axis: number, { keep = true }: { keep?: boolean } = {}) =>
      graph.node('ReduceSum', {
        inputs: [input, axes([axis])],
        attributes: { keepdims: { kind: 'int', value: keep ? 1 : 0 } },
      }),
    /** An axis of one cell, at this place. */
    unsqueeze: (input: string, axis: number) => graph.node('Unsqueeze', { inputs: [input, axes([axis])] }),
    /** Rows of a table by the numbers in `indices`. */
    gather: (table: string, indices: string, axis = 0) =>
      graph.node('Gather', { inputs: [table, indices], attributes: { axis: { kind: 'int', value: axis } } }),
    /** True where a cell is neither missing nor infinite: only then it less itself is 0. */
    known(input: string) {
      const nothing = graph.node('Sub', { inputs: [input, input] });
      return graph.node('Equal', { inputs: [nothing, graph.constant('double', [], [0])] });
    },
  };
}

export type Operators = ReturnType<typeof operatorsOf>;
