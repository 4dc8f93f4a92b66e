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

const processSchema = z.object({
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
});

const scoresSchema = z.object({
  releaseId: z.string(),
  batch: z.string(),
  rows: z.number(),
  /** Why they are not in memory, as a code and in words; null: they are. */
  problem: z.object({ why: z.enum(['no-room', 'unfit', 'damaged', 'unread']), text: z.string() }).nullable(),
});
export type ScoresInMemory = z.output<typeof scoresSchema>;

const describedSchema = z.object({ processes: z.array(processSchema), scores: z.array(scoresSchema).default([]) });

/**
 * What the scoring server that this one asks says of an endpoint: where each release answers, and which scores of batches it
 * has in memory; nothing where it does not serve it yet.
 */
export async function askDescription(
  slug: string,
  { patienceMs }: { patienceMs?: number } = {},
): Promise<z.output<typeof describedSchema>> {
  const { status, answer } = await callScoring(`/serve/${slug}`, {}, patienceMs);
  return status === 200 ? describedSchema.parse(answer) : { processes: [], scores: [] };
}

async function callScoring(
  path: string,
  request: RequestInit & { headers?: Record<string, string> },
  patienceMs = 30_000,
) {
  const { SCORING_URL, INTERNAL_TOKEN } = environment();
  const response = await fetch(`${SCORING_URL}${path}`, {
    ...request,
    headers: { ...request.headers, 'x-millrace-internal': INTERNAL_TOKEN },
    signal: AbortSignal.timeout(patienceMs),
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
