import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { describeProblems } from '../../scoring/answering/describe-problems';
import { outputOf } from '../../scoring/answering/output-of';
import { messageOf } from '../../scoring/message-of';
import { isObject, parseBody } from '../../scoring/protocols/native-request';
import type { ServedRelease } from '../../scoring/releases/served-release';

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
  let row = 0;
  for await (const line of linesOf(o.input)) {
    if (isBlank(line)) continue;
    const answer = await answerLine(o.served, line, row);
    row += 1;
    counts['error' in answer ? 'refused' : 'answered'] += 1;
    if (!o.output.write(`${JSON.stringify(answer)}\n`)) await once(o.output, 'drain');
  }
  return counts;
}

const newline = 10;

/** Bytes of each line: text would have lost already what is no UTF-8, which has to be refused. */
async function* linesOf(input: Readable): AsyncGenerator<Buffer> {
  let torn: Buffer[] = [];
  for await (const part of input) {
    let rest = Buffer.from(part);
    for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline)) {
      yield Buffer.concat([...torn, rest.subarray(0, end)]);
      torn = [];
      rest = rest.subarray(end + 1);
    }
    torn.push(rest);
  }
  yield Buffer.concat(torn);
}

/** Spaces, tabs and the carriage return of CRLF. */
function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 32 || byte === 9 || byte === 13);
}

async function answerLine(served: ServedRelease, line: Buffer, row: number): Promise<LineAnswer> {
  const parsed = parseBody(line);
  if (!parsed.ok) return { error: { ...parsed.error, row } };
  const input = parsed.value;
  if (!isObject(input))
    return { error: { code: 'wrong-shape', message: 'Each line must be one row as an object.', row } };
  const problems = served.validator.check(input, { index: row, extras: 'refuse' });
  if (problems.length > 0)
    return { error: { code: 'invalid-rows', message: describeProblems(problems), fields: problems, row } };
  try {
    return outputOf(await served.answer(input, new AbortController().signal));
  } catch (error) {
    return { error: { code: 'no-answer', message: messageOf(error), row } };
  }
}
