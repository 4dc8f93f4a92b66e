import { z } from 'zod';

const adapterSchema = z.object({
  info: z.object({
    vendor: z.string().default(''),
    architecture: z.string().default(''),
    description: z.string().default(''),
    isFallbackAdapter: z.boolean().default(false),
  }),
});

type Gpu = { requestAdapter(): Promise<unknown> };
const webGpuSchema = z.object({
  create: z.custom<(flags: string[]) => Gpu>((value) => typeof value === 'function'),
  globals: z.record(z.string(), z.unknown()).default({}),
});

/** Adapters that are processors playing a graphics card: by their words, or by a vendor that makes no cards. */
const softwareWords = /llvmpipe|lavapipe|swiftshader|softpipe/i;
const softwareVendors: readonly string[] = ['mesa', 'google'];

/** A graphics card as WebGPU tells of it; `software`: a processor plays it. */
export type Adapter = { name: string; software: boolean };

/** The package `webgpu` as it was imported, and the card it finds; null when it finds none. */
export async function askAdapter(module: unknown): Promise<{ gpu: Gpu; globals: object; adapter: Adapter | null }> {
  const { create, globals } = webGpuSchema.parse(module);
  const gpu = create([]);
  const found = await gpu.requestAdapter();
  if (found === null || found === undefined) return { gpu, globals, adapter: null };
  const { vendor, architecture, description, isFallbackAdapter } = adapterSchema.parse(found).info;
  const words = [vendor, architecture, description].filter((word) => word !== '').join(' ');
  const software = isFallbackAdapter || softwareWords.test(words) || softwareVendors.includes(vendor.toLowerCase());
  return { gpu, globals, adapter: { name: words === '' ? 'A graphics card' : words, software } };
}
