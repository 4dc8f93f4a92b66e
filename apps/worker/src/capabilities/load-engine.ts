import { PipelineError } from '@millrace/pipeline-core/errors';
import { gpuSchema } from '@millrace/pipeline-core/workers';
import { z } from 'zod';
import { loadBackend } from '../runtimes/tfjs/load-backend';
import { type EngineName, engines } from './engines';

/** What came of loading an engine: the graphics card it found, or why it does not work. */
export const loadedEngineSchema = z.union([
  z.object({ ok: z.literal(true), gpu: gpuSchema.nullable() }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);
export type LoadedEngine = z.output<typeof loadedEngineSchema>;

/**
 * Loads an engine and lets it multiply, in a child that does nothing else: native code may take its process with it, and what
 * is loaded stays loaded. A package that throws has an answer; one that ends the process is told by its end.
 */
export async function loadEngine(
  name: EngineName,
  importModule?: (name: string) => Promise<unknown>,
): Promise<LoadedEngine> {
  const { device, backend } = engines[name];
  try {
    const { tf, adapter } = await loadBackend({
      ...{ device, only: backend, allowSoftware: true },
      ...(importModule === undefined ? {} : { importModule }),
    });
    const product = await tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).data();
    if (product[0] !== 11) return { ok: false, message: `It computes wrongly: 1 × 3 + 2 × 4 is ${product[0]}` };
    return { ok: true, gpu: adapter === null ? null : { adapter: adapter.name, software: adapter.software } };
  } catch (error) {
    return { ok: false, message: messageOf(error, backend) };
  }
}

/** What the package itself said. */
function messageOf(error: unknown, backend: string): string {
  if (!(error instanceof PipelineError)) return error instanceof Error ? error.message : String(error);
  const { seen } = error.report;
  return seen.startsWith(`${backend}: `) ? seen.slice(backend.length + 2) : seen;
}
