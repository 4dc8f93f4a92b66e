import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { describeProblems } from '../../scoring/answering/describe-problems';
import { outputOf } from '../../scoring/answering/output-of';
import { messageOf } from '../../scoring/message-of';
import { isObject, parseBody } from '../../scoring/protocols/native-request';
import { ReleaseAway } from '../../scoring/releases/release-away';
import type { RowAnswer, ServedRelease } from '../../scoring/releases/served-release';

type LineAnswer = Record<string, unknown>;
type Ask = (input: JsonObject) => Promise<RowAnswer>;

/** How long lines wait for a release that is away: its process rests for up to 30 s, and starts in up to 30 s. */
export type Patience = {
  /** From when it was last there. Lines after that are asked once each. */
  mostMs: number;
  /** Between two asks. */
  restMs: number;
};
const patience: Patience = { mostMs: 120_000, restMs: 200 };

/**
 * Answers rows of NDJSON, one line for each, in order; a line that is refused gets its error, and the others go on. The
 * answers are those of `/predict`, without ids. Of a release whose process ends only the line that it had in hand is refused.
 */
export async function answerLines(o: {
  served: ServedRelease;
  input: Readable;
  output: Writable;
  patience?: Patience;
}): Promise<{ answered: number; refused: number }> {
  const counts = { answered: 0, refused: 0 };
  const ask = askPatiently(o.served, o.patience ?? patience);
  let row = 0;
  for await (const line of linesOf(o.input)) {
    if (isBlank(line)) continue;
    const answer = await answerLine({ ...o, ask }, line, row);
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

/** Asks a row until the release is there to take it, or nobody waits for that any longer. */
function askPatiently({ answer }: ServedRelease, { mostMs, restMs }: Patience): Ask {
  const never = new AbortController().signal;
  let awaySince: number | null = null;
  return async (input) => {
    for (;;) {
      try {
        const answered = await answer(input, never);
        awaySince = null;
        return answered;
      } catch (error) {
        if (!(error instanceof ReleaseAway)) {
          awaySince = null; // it was there, and ended perhaps by this row
          throw error;
        }
        awaySince ??= performance.now();
        if (performance.now() - awaySince >= mostMs) throw error;
        await sleep(restMs);
      }
    }
  };
}

async function answerLine(
  { served, ask }: { served: ServedRelease; ask: Ask },
  line: Buffer,
  row: number,
): Promise<LineAnswer> {
  const parsed = parseBody(line);
  if (!parsed.ok) return { error: { ...parsed.error, row } };
  const input = parsed.value;
  if (!isObject(input))
    return { error: { code: 'wrong-shape', message: 'Each line must be one row as an object.', row } };
  const problems = served.validator.check(input, { index: row, extras: 'refuse' });
  if (problems.length > 0)
    return { error: { code: 'invalid-rows', message: describeProblems(problems), fields: problems, row } };
  try {
    return outputOf(await ask(input));
  } catch (error) {
    return { error: { code: 'no-answer', message: messageOf(error), row } };
  }
}
