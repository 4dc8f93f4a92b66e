import { z } from 'zod';
import type { RunningProduct } from '../supervisor/ensure-running';

const keySchema = z.object({ key: z.string(), project: z.string() });

/** A key of the project with this name, which is made when it is not there, or refused with `make: false`; with its slug. */
export async function projectKey(
  product: RunningProduct,
  project: string,
  { make = true }: { make?: boolean } = {},
): Promise<{ key: string; project: string }> {
  const response = await fetch(`${product.webUrl}/api/internal/key`, {
    method: 'POST',
    headers: { 'x-millrace-internal': product.internalToken, 'content-type': 'application/json' },
    body: JSON.stringify({ project, make }),
  });
  if (!response.ok) throw new Error(`No key for the command line. ${await refusalOf(response)}`);
  return keySchema.parse(await response.json());
}

const refusalSchema = z.object({ message: z.string() });

/** What the web server said, in its own words where it sent some. */
async function refusalOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return refusalSchema.parse(JSON.parse(text)).message;
  } catch {
    return `The web server answered ${response.status}: ${text}`; // no JSON of ours, as from a proxy between
  }
}
