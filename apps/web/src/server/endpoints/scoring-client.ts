import { z } from 'zod';
import { environment } from '../../env';
import { Refusal } from '../errors';

/** Asks the scoring server in the name of a signed-in person (the test form). */
export async function askEndpoint(o: { slug: string; caller: string; rows: Record<string, unknown>[] }) {
  return callScoring(`/serve/${o.slug}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-millrace-caller': o.caller },
    body: JSON.stringify({ rows: o.rows }),
  });
}

const describedSchema = z.object({
  processes: z.array(
    z.object({
      releaseId: z.string(),
      release: z.string(),
      model: z.string(),
      /** Why it cannot be loaded; null: it is. */
      problem: z.string().nullable(),
      own: z
        .object({
          state: z.enum(['idle', 'starting', 'running', 'slow', 'resting', 'closed']),
          pid: z.number().nullable(),
          bytes: z.number().nullable(),
          restarts: z.number(),
          lastEnd: z.string().nullable(),
        })
        .nullable(),
    }),
  ),
});

/** Where each release of an endpoint answers at the scoring server that this one asks; none where that serves it not yet. */
export async function askProcesses(slug: string): Promise<z.output<typeof describedSchema>['processes']> {
  const { status, answer } = await callScoring(`/serve/${slug}`, {});
  return status === 200 ? describedSchema.parse(answer).processes : [];
}

async function callScoring(path: string, request: RequestInit & { headers?: Record<string, string> }) {
  const { SCORING_URL, INTERNAL_TOKEN } = environment();
  const response = await fetch(`${SCORING_URL}${path}`, {
    ...request,
    headers: { ...request.headers, 'x-millrace-internal': INTERNAL_TOKEN },
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
