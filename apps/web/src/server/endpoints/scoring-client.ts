import { z } from 'zod';
import { environment } from '../../env';
import { Refusal } from '../errors';

/** Asks the scoring server in the name of a signed-in person (the test form). */
export async function askEndpoint(o: { slug: string; caller: string; rows: Record<string, unknown>[] }) {
  const { SCORING_URL, INTERNAL_TOKEN } = environment();
  const response = await fetch(`${SCORING_URL}/serve/${o.slug}/predict`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-millrace-internal': INTERNAL_TOKEN,
      'x-millrace-caller': o.caller,
    },
    body: JSON.stringify({ rows: o.rows }),
    signal: AbortSignal.timeout(30_000),
  }).catch((cause: unknown) => {
    throw new Refusal(
      'busy',
      `The scoring server at ${SCORING_URL} does not answer: ${String(cause)}`,
      'Check on the workers page that a worker with the role score runs.',
    );
  });
  const answer = z.json().parse(await response.json());
  return { status: response.status, answer };
}

/** Address callers use: the public one, not the one by which this server asks. */
export function endpointUrl(slug: string): string {
  return `${environment().publicScoringUrl}/serve/${slug}`;
}
