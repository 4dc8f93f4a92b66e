import { setTimeout as sleep } from 'node:timers/promises';
import { scoringShape } from '@millrace/pipeline-core/scoring';
import { z } from 'zod';

export type Row = Record<string, string | number | boolean>;
export type Answer = { prediction: string | number; probabilities?: Record<string, number> | undefined };

export const answerSchema = z.object({
  prediction: z.union([z.string(), z.number()]),
  probabilities: z.record(z.string(), z.number()).optional(),
});
const answersSchema = z.object({ predictions: z.array(answerSchema) });

/** Rows in one request of the native protocol; without a key where everybody may ask. */
export async function askNatively(
  url: string,
  { rows, key }: { rows: readonly Row[]; key: string | null },
): Promise<Answer[]> {
  const headers = { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ rows }) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return answersSchema.parse(await response.json()).predictions;
}

/** The rows as JSON lines through the batches of the endpoint, read back as JSON lines. */
export async function scoreBatch(
  { webUrl, key }: { webUrl: string; key: string },
  o: { endpoint: string; name: string; rows: readonly Row[] },
): Promise<Answer[]> {
  const headers = { authorization: `Bearer ${key}` };
  const batches = `${webUrl}/api/v1/endpoints/${o.endpoint}/batch`;
  const call = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(url, { ...init, headers });
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    return response;
  };
  const query = new URLSearchParams({ name: `${o.name} to score`, file: `${o.name}.jsonl` });
  const body = o.rows.map((row) => JSON.stringify(row)).join('\n');
  let batch = scoringShape.parse(await (await call(`${batches}/file?${query}`, { method: 'POST', body })).json());
  while (batch.finishedAt === null) {
    await sleep(200);
    batch = scoringShape.parse(await (await call(`${batches}/${batch.id}`)).json());
  }
  const [error] = batch.errors;
  if (batch.scores === null) throw new Error(`the batch is ${batch.state}: ${error?.message ?? 'without an error'}`);
  const text = await (await call(`${webUrl}/api/v1${batch.scores.ndjson}`)).text();
  return text
    .trim()
    .split('\n')
    .map((line) => answerIn(JSON.parse(line)));
}

const probability = 'probability_';

/** A line of scores as a request answers it. */
export function answerIn(line: unknown): Answer {
  const cells = z.record(z.string(), z.unknown()).parse(line);
  const prediction = z.union([z.string(), z.number()]).parse(cells.prediction);
  const shares = Object.entries(cells).flatMap(([name, value]) =>
    name.startsWith(probability) ? [[name.slice(probability.length), z.number().parse(value)] as const] : [],
  );
  return { prediction, ...(shares.length === 0 ? {} : { probabilities: Object.fromEntries(shares) }) };
}
