import type { WindowShape } from '@millrace/pipeline-core/api';
import { z } from 'zod';

const answerSchema = z.object({
  predictions: z.array(
    z.object({
      prediction: z.union([z.string(), z.number(), z.boolean()]),
      probabilities: z.record(z.string(), z.number()).optional(),
    }),
  ),
});

export type ScoredRow = {
  prediction: string | number | boolean;
  probabilities: Record<string, number>;
  milliseconds: number;
};

/** Sends each row of a table window as one request, in order. */
export async function scoreRows(o: { url: string; key: string; rows: WindowShape }): Promise<ScoredRow[]> {
  const names = await signatureOf(o);
  const scored: ScoredRow[] = [];
  for (const cells of o.rows.rows) {
    const input = Object.fromEntries(o.rows.columns.map((column, index) => [column.name, cells[index] ?? null]));
    const body = JSON.stringify({ rows: [Object.fromEntries(names.map((name) => [name, input[name] ?? null]))] });
    const begun = performance.now();
    const response = await fetch(`${o.url}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${o.key}` },
      body,
    });
    const text = await response.text();
    const milliseconds = performance.now() - begun;
    if (!response.ok) throw new Error(`The endpoint answered ${response.status}: ${text.slice(0, 400)}`);
    const first = answerSchema.parse(JSON.parse(text)).predictions[0];
    if (first === undefined) throw new Error('The endpoint answered without a prediction.');
    scored.push({ prediction: first.prediction, probabilities: first.probabilities ?? {}, milliseconds });
  }
  return scored;
}

const descriptionSchema = z.object({ signature: z.object({ inputs: z.array(z.object({ name: z.string() })) }) });

/** Columns the endpoint reads: anything else in a request is refused. */
async function signatureOf(o: { url: string; key: string }): Promise<string[]> {
  const response = await fetch(o.url, { headers: { authorization: `Bearer ${o.key}` } });
  if (!response.ok) throw new Error(`The endpoint answered ${response.status}: ${await response.text()}`);
  return descriptionSchema.parse(await response.json()).signature.inputs.map(({ name }) => name);
}

/** The `share` quantile of a list, nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}
