import { z } from 'zod';

const refusalSchema = z.object({
  error: z.object({
    message: z.string(),
    fields: z
      .array(z.object({ field: z.string(), problem: z.string(), seen: z.string(), expected: z.string() }))
      .default([]),
  }),
});

export type Refusal = { message: string; fields: ReadonlyMap<string, string> };

/** What the scoring server said of a request it refused, and of each field in the words of the refusal; null when it answered. */
export function readRefusal(answer: unknown): Refusal | null {
  const parsed = refusalSchema.safeParse(answer);
  if (!parsed.success) return null;
  const { message, fields } = parsed.data.error;
  return {
    message,
    fields: new Map(fields.map(({ field, seen, expected }) => [field, `Got ${seen}, expected ${expected}.`])),
  };
}
