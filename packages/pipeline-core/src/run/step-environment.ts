import { z } from 'zod';

/** Where a step was executed. Packages are part of the hash of its code. */
export const stepEnvironmentSchema = z.object({
  host: z.string(),
  /** Id of the worker's process there: workers on one machine are told apart by it. Absent where an older worker wrote it down. */
  process: z.number().int().positive().optional(),
  /** Of Node, as `process.versions.node` has it. */
  node: z.string(),
  /** Operating system and architecture: `linux x64`. */
  platform: z.string(),
  /** Cores its computing was spread over. */
  threads: z.number().int().positive(),
  megabytes: z.number().positive(),
});
export type StepEnvironment = z.output<typeof stepEnvironmentSchema>;

const line = /^Runs on (\S+)(?:, process (\d+))? \(Node (\S+), (\S+ \S+)\), (\d+) threads?, at most ([\d.]+) MB\.$/;

/** The first line of the log of each attempt. */
export function environmentLine({ host, process, node, platform, threads, megabytes }: StepEnvironment): string {
  const place = process === undefined ? host : `${host}, process ${process}`;
  return `Runs on ${place} (Node ${node}, ${platform}), ${threads} thread${threads === 1 ? '' : 's'}, at most ${megabytes} MB.`;
}

/** What such a line says; null for any other. */
export function readEnvironmentLine(text: string): StepEnvironment | null {
  const [, host, process, node, platform, threads, megabytes] = line.exec(text) ?? [];
  const read = stepEnvironmentSchema.safeParse({
    host,
    ...(process === undefined ? {} : { process: Number(process) }),
    node,
    platform,
    threads: Number(threads),
    megabytes: Number(megabytes),
  });
  return read.success ? read.data : null;
}
