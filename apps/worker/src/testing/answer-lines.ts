import { createInterface } from 'node:readline';
import type { z } from 'zod';

/**
 * The loop of a program that a harness of scripts/ asks: each line of JSON on its standard input is answered by one on
 * its standard output, a failure by `{ error }`. Ends with the input.
 */
export async function answerLines<S extends z.ZodType>(
  schema: S,
  answer: (request: z.output<S>) => Promise<object>,
): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await replyTo(line))}\n`);
  }

  async function replyTo(line: string): Promise<object> {
    try {
      return await answer(schema.parse(JSON.parse(line)));
    } catch (error) {
      return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }
}
