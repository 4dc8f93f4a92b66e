import { z } from 'zod';
import { formatNumber, formatPercent, noValue } from '../../lib/format-number';

const outputSchema = z.object({
  prediction: z.union([z.string(), z.number(), z.boolean()]),
  probabilities: z.record(z.string(), z.number()).optional(),
  recommendations: z.array(z.unknown()).optional(),
});

/** An answer on one line: "No, 92%", or the number. */
export function answerWords(output: unknown): string {
  const parsed = outputSchema.safeParse(output);
  if (!parsed.success) return noValue;
  const { prediction, probabilities, recommendations } = parsed.data;
  // An item is a name, even where it is written in digits.
  if (recommendations !== undefined) return `${prediction}, first of ${recommendations.length}`;
  if (typeof prediction === 'number') return formatNumber(prediction, 3);
  const share = probabilities?.[String(prediction)];
  return share === undefined ? String(prediction) : `${prediction}, ${formatPercent(share, 0)}`;
}
