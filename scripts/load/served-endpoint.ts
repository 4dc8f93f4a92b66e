import { setTimeout as sleep } from 'node:timers/promises';

/** An endpoint as its callers see it, and a scoring process that serves it. */
export type ServedAddress = { scoringUrl: string; slug: string; key: string };

const servedWithinMs = 120_000;
const storedWithinMs = 120_000;

/** Where an endpoint answers. */
export function addressOf({ scoringUrl, slug }: Pick<ServedAddress, 'scoringUrl' | 'slug'>): string {
  return `${scoringUrl}/serve/${slug}`;
}

/**
 * Waits until a scoring process serves the endpoint, without asking it for a prediction: load that is sent before would
 * count as failed.
 */
export async function untilServed(endpoint: ServedAddress): Promise<void> {
  const [url, headers] = [addressOf(endpoint), { authorization: `Bearer ${endpoint.key}` }];
  for (const end = Date.now() + servedWithinMs; ; await sleep(50)) {
    const answer = await fetch(url, { headers }).catch(() => null); // it may be starting
    if (answer?.ok === true) return;
    if (Date.now() > end) throw new Error(`${url} is not served: ${await answer?.text()}`);
  }
}

/** Predictions are shipped behind the answers: reads them again and again until they are all there, or for two minutes. */
export async function readStored<T>(read: () => Promise<T>, isWhole: (stored: T) => boolean): Promise<T> {
  for (const end = Date.now() + storedWithinMs; ; await sleep(500)) {
    const stored = await read();
    if (isWhole(stored) || Date.now() > end) return stored;
  }
}
