import type { JsonObject } from '@millrace/pipeline-core/json';
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

const triedSchema = z.object({
  answers: z.array(
    z.union([
      z.object({ problem: z.string() }),
      z.object({
        prediction: z.union([z.string(), z.number(), z.null()]),
        probabilities: z.record(z.string(), z.number()).optional(),
      }),
    ]),
  ),
});
/** What a release says to a row; a text is why it says nothing. */
export type TriedRow =
  | { prediction: string | number | null; probabilities?: Record<string, number> | undefined }
  | string;

/** Rows may be large: so few are sent at once. */
const triedAtOnce = 16;

/** Asks one release of an endpoint rows that nobody sent: nothing of it is kept or counted. */
export async function tryRelease(o: {
  slug: string;
  release: string;
  rows: readonly JsonObject[];
}): Promise<TriedRow[]> {
  const tried: TriedRow[] = [];
  for (let at = 0; at < o.rows.length; at += triedAtOnce) {
    const { status, answer } = await callScoring(`/serve/${o.slug}/try`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ release: o.release, rows: o.rows.slice(at, at + triedAtOnce) }),
    });
    if (status !== 200) throw cannotTry(answer);
    for (const one of triedSchema.parse(answer).answers) tried.push('problem' in one ? one.problem : one);
  }
  return tried;
}

function cannotTry(answer: unknown): Refusal {
  const told = z.object({ error: z.object({ message: z.string() }) }).safeParse(answer);
  const why = told.success ? told.data.error.message : 'the scoring server refused it';
  return new Refusal('busy', `The release cannot be asked now: ${why}`, 'Look at the tab Processes of its endpoint.');
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
