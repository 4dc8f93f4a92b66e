import type { DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';
import { DOUBLE, type DuckDBConnection, DuckDBDoubleVector, DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import { type ExpressionKernel, expressionKernels } from '@millrace/pipeline-core/expression';

function write(output: DuckDBVector, row: number, value: number): void {
  if (!(output instanceof DuckDBDoubleVector))
    throw new Error('A kernel was given a result vector that is not of doubles.');
  output.setItem(row, Number.isNaN(value) ? null : value);
}

/** Null becomes NaN, which every kernel answers with NaN, which becomes null. */
function cell(column: DuckDBVector, row: number): number {
  const item = column.getItem(row);
  return typeof item === 'number' ? item : Number.NaN;
}

function fill(kernel: ExpressionKernel, input: DuckDBDataChunk, output: DuckDBVector): void {
  const first = input.getColumnVector(0);
  const rows = input.rowCount;
  if (kernel.over === 'texts') {
    const second = input.getColumnVector(1);
    for (let row = 0; row < rows; row += 1) {
      const [a, b] = [first.getItem(row), second.getItem(row)];
      write(output, row, typeof a === 'string' && typeof b === 'string' ? kernel.apply(a, b) : Number.NaN);
    }
  } else if (kernel.arity === 1) {
    for (let row = 0; row < rows; row += 1) write(output, row, kernel.apply(cell(first, row)));
  } else {
    const second = input.getColumnVector(1);
    for (let row = 0; row < rows; row += 1) write(output, row, kernel.apply(cell(first, row), cell(second, row)));
  }
  output.flush();
}

/**
 * Registers the kernels that SQL made by the expression language calls. Once per connection; they run on this
 * thread's event loop, so queries that use them must be awaited, never run blocking.
 */
export function registerExpressionKernels(connection: DuckDBConnection): void {
  for (const kernel of expressionKernels) {
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name: kernel.name,
        mainFunction: (_info, input, output) => fill(kernel, input, output),
        returnType: DOUBLE,
        parameterTypes: Array.from({ length: kernel.arity }, () => (kernel.over === 'texts' ? VARCHAR : DOUBLE)),
      }),
    );
  }
}
