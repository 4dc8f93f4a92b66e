import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What a step of the fault harness does. Its output depends on `seed` and its inputs alone. */
export const faultSpecSchema = z.object({
  title: z.string(),
  seed: z.number().int(),
  ms: z.number(),
  bytes: z.number().int(),
  /** Attempts that fail before one succeeds. */
  flaky: z.number().int(),
  fails: z.boolean(),
  event: z.boolean(),
});
export type FaultSpec = z.output<typeof faultSpecSchema>;

export type FaultInput = { from: number; port: string; hash: string };

/** Content of a step's output `file`, of `bytes` bytes at least. */
export function faultContent(spec: Pick<FaultSpec, 'seed' | 'bytes'>, inputs: readonly FaultInput[]): string {
  const sorted = inputs.map(({ from, port, hash }) => `${from} ${port} ${hash}`).sort();
  const head = [`seed ${spec.seed}`, ...sorted].join('\n');
  return head.padEnd(spec.bytes, `\n${sha256(head)}`);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** JSON of a step's output `note`, kept inline. */
export function faultNote(spec: Pick<FaultSpec, 'seed'>): { seed: number } {
  return { seed: spec.seed % 5 };
}
