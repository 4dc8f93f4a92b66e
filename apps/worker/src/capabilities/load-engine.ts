import { type Gpu, gpuSchema } from '@millrace/pipeline-core/workers';
import { z } from 'zod';
import type { EngineName } from './engines';

/** What came of loading an engine: the graphics card it found, or why it does not work. */
export const loadedEngineSchema = z.union([
  z.object({ ok: z.literal(true), gpu: gpuSchema.nullable() }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);
export type LoadedEngine = z.output<typeof loadedEngineSchema>;

/**
 * Loads an engine, in a child that does nothing else: native code may take its process with it, and what is loaded stays
 * loaded. A package that throws has an answer; one that ends the process is told by its end.
 */
export async function loadEngine(
  name: EngineName,
  importModule: (name: string) => Promise<unknown> = (wanted) => import(wanted),
): Promise<LoadedEngine> {
  try {
    const module = await importModule(name);
    return { ok: true, gpu: name === 'webgpu' ? await askAdapter(module) : null };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const adapterSchema = z.object({
  info: z.object({
    vendor: z.string().default(''),
    architecture: z.string().default(''),
    description: z.string().default(''),
    isFallbackAdapter: z.boolean().default(false),
  }),
});

type Create = (flags: string[]) => { requestAdapter(): Promise<unknown> };
const webgpuSchema = z.object({ create: z.custom<Create>((value) => typeof value === 'function') });

/** Adapters that are processors playing a graphics card: by their words, or by a vendor that makes no cards. */
const softwareWords = /llvmpipe|lavapipe|swiftshader|softpipe/i;
const softwareVendors: readonly string[] = ['mesa', 'google'];

async function askAdapter(module: unknown): Promise<Gpu | null> {
  const adapter = await webgpuSchema.parse(module).create([]).requestAdapter();
  if (adapter === null || adapter === undefined) return null;
  const { vendor, architecture, description, isFallbackAdapter } = adapterSchema.parse(adapter).info;
  const words = [vendor, architecture, description].filter((word) => word !== '').join(' ');
  const software = isFallbackAdapter || softwareWords.test(words) || softwareVendors.includes(vendor.toLowerCase());
  return { adapter: words === '' ? 'A graphics card' : words, software };
}
