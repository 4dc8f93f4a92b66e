import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const healthSchema = z.object({
  predictions: z.object({ appended: z.number(), shipped: z.number(), refused: z.number(), lost: z.number() }),
});
const mostSeconds = 120;

/**
 * Waits until all predictions of a scoring server are in the database: what it catches up with would slow who is measured next.
 * @param url any address of the server
 * @returns seconds that it took
 */
export async function predictionsShipped(url: string): Promise<number> {
  const since = performance.now();
  const seconds = () => (performance.now() - since) / 1000;
  for (;;) {
    const response = await fetch(new URL('/health', url));
    const { appended, shipped, refused, lost } = healthSchema.parse(await response.json()).predictions;
    if (refused + lost > 0) throw new Error(`of ${appended} predictions ${refused} were refused and ${lost} lost`);
    if (shipped >= appended) return seconds();
    if (seconds() > mostSeconds) throw new Error(`${appended - shipped} predictions wait after ${mostSeconds} s`);
    await sleep(50);
  }
}
