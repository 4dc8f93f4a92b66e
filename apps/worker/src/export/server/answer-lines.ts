import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { recommendedOutput } from '../../data/recommended';
import { describeProblems } from '../../scoring/describe-problems';
import { messageOf } from '../../scoring/message-of';
import { isObject, parseBody } from '../../scoring/protocols/native-request';
import type { ServedRelease } from '../../scoring/served-release';

type LineAnswer = Record<string, unknown>;

/**
 * Answers rows of NDJSON, one line for each, in order; a line that is refused gets its error, and the others go on. The
 * answers are those of `/predict`, without ids.
 */
export async function answerLines(o: {
  served: ServedRelease;
  input: Readable;
  output: Writable;
}): Promise<{ answered: number; refused: number }> {
  const counts = { answered: 0, refused: 0 };
  const lines = createInterface({ input: o.input, crlfDelay: Number.POSITIVE_INFINITY });
  let row = 0;
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const answer = await answerLine(o.served, line, row);
    row += 1;
    counts['error' in answer ? 'refused' : 'answered'] += 1;
    if (!o.output.write(`${JSON.stringify(answer)}\n`)) await once(o.output, 'drain');
  }
  return counts;
}

async function answerLine(served: ServedRelease, line: string, row: number): Promise<LineAnswer> {
  const parsed = parseBody(Buffer.from(line, 'utf8'));
  if (!parsed.ok) return { error: { ...parsed.error, row } };
  const input = parsed.value;
  if (!isObject(input))
    return { error: { code: 'wrong-shape', message: 'Each line must be one row as an object.', row } };
  const problems = served.validator.check(input, { index: row, extras: 'refuse' });
  if (problems.length > 0)
    return { error: { code: 'invalid-rows', message: describeProblems(problems), fields: problems, row } };
  try {
    const { prediction, probabilities, recommended } = await served.answer(input, new AbortController().signal);
    return {
      prediction,
      ...(probabilities === undefined ? {} : { probabilities }),
      ...(recommended === undefined ? {} : recommendedOutput(recommended)),
    };
  } catch (error) {
    return { error: { code: 'no-answer', message: messageOf(error), row } };
  }
}
