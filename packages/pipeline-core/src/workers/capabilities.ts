import { z } from 'zod';

/**
 * Where a worker stands with an engine: it computes with it; it could; its package is not installed; its package is there
 * and does not work.
 */
export const engineStates = ['used', 'ready', 'absent', 'broken'] as const;
export type EngineState = (typeof engineStates)[number];

/** Something that computes models, and why it does or does not here, as a sentence with the next step. */
export const engineSchema = z.object({
  name: z.string(),
  title: z.string(),
  version: z.string().nullable(),
  device: z.enum(['cpu', 'gpu']),
  state: z.enum(engineStates),
  why: z.string(),
});
export type Engine = z.output<typeof engineSchema>;

/** `software`: the adapter is a processor that plays a graphics card, slower than computing on it at once. */
export const gpuSchema = z.object({ adapter: z.string(), software: z.boolean() });
export type Gpu = z.output<typeof gpuSchema>;

/** What a worker can compute with: looked up once when it starts, kept in `worker_info`. */
export const capabilitiesSchema = z.object({
  v: z.literal(1),
  cores: z.int().positive(),
  memoryBytes: z.number().nonnegative(),
  /** The operating system itself caps the memory of its child processes. */
  capsMemory: z.boolean(),
  engines: z.array(engineSchema),
  gpu: gpuSchema.nullable(),
  /** Python environments by name, with the packages that steps ask for and their versions. */
  python: z.array(z.object({ name: z.string(), version: z.string(), packages: z.record(z.string(), z.string()) })),
  /** What keeps code of others in: namespaces of the operating system, or nothing but an admin's word. */
  fence: z.enum(['namespaces', 'none']).optional(),
  /** Why an environment, or all Python, is not there, as sentences with the next step. */
  pythonWhy: z.array(z.string()).optional(),
});
export type Capabilities = z.output<typeof capabilitiesSchema>;

/** What a worker has announced; null for one of another version that says it in another way. */
export function readCapabilities(announced: unknown): Capabilities | null {
  const read = capabilitiesSchema.safeParse(announced);
  return read.success ? read.data : null;
}

/**
 * Slots by queue: a step for each core, for a step that computes on one thread leaves the others idle. The loop, the
 * database and the web go before them by their priority. A queue whose steps would not find what they need gets none.
 */
export function slotsOf(
  capabilities: Pick<Capabilities, 'cores' | 'engines' | 'gpu' | 'python'>,
): Record<string, number> {
  const slots: Record<string, number> = { cpu: Math.max(1, capabilities.cores) };
  if (hasGpu(capabilities)) slots.gpu = 1;
  if (capabilities.python.length > 0) slots.python = 1;
  return slots;
}

/** A graphics card counts with an engine that computes on it. */
export function hasGpu({ engines, gpu }: Pick<Capabilities, 'engines' | 'gpu'>): boolean {
  if (gpu === null || gpu.software) return false;
  return engines.some(({ device, state }) => device === 'gpu' && (state === 'used' || state === 'ready'));
}

/** Why a worker takes no steps for graphics cards, as a sentence with the next step; null when it does. */
export function whyNoGpu(capabilities: Pick<Capabilities, 'engines' | 'gpu'>): string | null {
  if (hasGpu(capabilities)) return null;
  const { engines, gpu } = capabilities;
  if (gpu === null) return 'No graphics card was found, so steps that need one go to other workers.';
  if (gpu.software) {
    return `${gpu.adapter} is a processor that plays a graphics card; steps that need one go to other workers.`;
  }
  const broken = engines.find(({ device, state }) => device === 'gpu' && state === 'broken');
  if (broken !== undefined) return `${gpu.adapter} is there, but ${broken.title} does not work: ${broken.why}`;
  return `${gpu.adapter} is there, but no engine that computes on it is installed. Add one of those below and start the worker again.`;
}
