import { parseArgs } from 'node:util';
import type { Device } from '../../model-runtime';
import { type Backend, loadBackend } from '../load-backend';

/** What the command line of a check says. */
export const { positionals, values: given } = parseArgs({
  allowPositionals: true,
  options: {
    /** Where the parts leave what is compared in the end. */
    out: { type: 'string', default: '.' },
    /** Takes a processor that plays a graphics card: to try this check without one. */
    software: { type: 'boolean', default: false },
    /** Takes fewer rows, as 0.02: a card that is played is some thousand times slower. */
    share: { type: 'string', default: '1' },
  },
});

export const open = (device: Device): Promise<Backend> => loadBackend({ device, allowSoftware: given.software });

export const some = (rows: number): number => Math.max(32, Math.round(rows * Number(given.share)));

/** Most memory that this process has had so far. */
export const megabytes = (): number => Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);

/** Prints a line of JSON. */
export function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Seconds of one time of some, the first apart: it pays for shaders and warming up. */
export async function seconds(work: () => Promise<unknown>, times: number): Promise<number> {
  await work();
  const started = performance.now();
  for (let time = 0; time < times; time++) await work();
  return (performance.now() - started) / 1000 / times;
}
