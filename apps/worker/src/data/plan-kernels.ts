import {
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBListValue,
  DuckDBScalarFunction,
  type DuckDBVector,
  LIST,
  VARCHAR,
} from '@duckdb/node-api';
import { openKernel, type PlanKernel } from '@millrace/pipeline-core/features';
import type { DuckSession } from './duckdb';

const registered = new WeakMap<DuckDBConnection, Set<string>>();

/**
 * Registers the kernels of a plan, so that its query can call them: the same functions that answer a request. Names come
 * from what a kernel does, so each is registered once per connection.
 */
export async function registerPlanKernels(session: DuckSession, kernels: readonly PlanKernel[]): Promise<void> {
  if (kernels.length === 0) return;
  const connection = await session.connection();
  const known = registered.get(connection) ?? new Set<string>();
  registered.set(connection, known);
  for (const { name, node } of kernels) {
    if (known.has(name)) continue;
    known.add(name);
    const evaluate = openKernel(node);
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        mainFunction: (_info, input, output) => fill(evaluate, input, output),
        returnType: LIST(DOUBLE),
        parameterTypes: [VARCHAR],
      }),
    );
  }
}

function fill(evaluate: ReturnType<typeof openKernel>, input: DuckDBDataChunk, output: DuckDBVector): void {
  const texts = input.getColumnVector(0);
  for (let row = 0; row < input.rowCount; row += 1) {
    const text = texts.getItem(row);
    output.setItem(row, new DuckDBListValue(Array.from(evaluate(typeof text === 'string' ? text : null))));
  }
  output.flush();
}
