import { Readable, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { ReleaseAway, ReleaseEnded } from '../../scoring/releases/release-away';
import type { ServedRelease } from '../../scoring/releases/served-release';
import { numbersRelease } from '../../testing/protocol-server';
import { answerLines, type Patience } from './answer-lines';

/** `numbersRelease` with an interval around its answer. */
const forecast = {
  ...numbersRelease,
  async answer(...asked: Parameters<typeof numbersRelease.answer>) {
    const answer = await numbersRelease.answer(...asked);
    const middle = Number(answer.prediction);
    return { ...answer, interval: { low: middle - 1, high: middle + 1 } };
  },
};

async function answersTo(
  parts: Buffer[],
  o: { served?: ServedRelease; patience?: Patience } = {},
): Promise<{ counts: object; lines: unknown[] }> {
  let written = '';
  const output = new Writable({
    write(part, _encoding, done) {
      written += String(part);
      done();
    },
  });
  const counts = await answerLines({ served: forecast, input: Readable.from(parts), output, ...o });
  const lines = written.split('\n').filter((line) => line !== '');
  return { counts, lines: lines.map((line) => JSON.parse(line)) };
}

it('has the interval of a forecast, wherever the parts of the input end', async () => {
  const bytes = Buffer.from('{"x":1,"y":2}\r\n\r\n \n{"x":2,"y":2}');
  for (const size of [1, 5, 100]) {
    const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    expect(await answersTo(parts)).toEqual({
      counts: { answered: 2, refused: 0 },
      lines: [
        { prediction: 4, low: 3, high: 5 },
        { prediction: 6, low: 5, high: 7 },
      ],
    });
  }
});

it('refuses a line that is no UTF-8, and answers those after it', async () => {
  const parts = [Buffer.from('{"x":1,"y":"'), Buffer.from([0xff]), Buffer.from('"}\n{"x":1,"y":2}\n')];
  expect(await answersTo(parts)).toMatchObject({
    counts: { answered: 1, refused: 1 },
    lines: [{ error: { code: 'not-utf8', row: 0 } }, { prediction: 4 }],
  });
});

/** Its process ends by rows with a negative x, and is then away for so many asks. */
function endedByRows(asksAway: number): { served: ServedRelease; asked: () => number } {
  let [away, asked] = [0, 0];
  const served: ServedRelease = {
    ...numbersRelease,
    async answer(row, signal) {
      asked += 1;
      if (away > 0) {
        away -= 1;
        throw new ReleaseAway('its process was ended, and is started anew');
      }
      if (Number(row['x']) >= 0) return numbersRelease.answer(row, signal);
      away = asksAway;
      throw new ReleaseEnded('its process was ended by SIGSEGV');
    },
  };
  return { served, asked: () => asked };
}

const rowsOfX = (...xs: number[]) => [Buffer.from(xs.map((x) => JSON.stringify({ x, y: 2 })).join('\n'))];

it('refuses only the line that its process had in hand when it ended, and waits with those after it', async () => {
  const { served, asked } = endedByRows(3);
  const { counts, lines } = await answersTo(rowsOfX(1, -1, 2, -1, -1, 3), {
    served,
    patience: { mostMs: 60_000, restMs: 1 },
  });
  expect(counts).toEqual({ answered: 3, refused: 3 });
  const ended = (row: number) => ({ error: { code: 'no-answer', message: 'its process was ended by SIGSEGV', row } });
  expect(lines).toEqual([{ prediction: 4 }, ended(1), { prediction: 6 }, ended(3), ended(4), { prediction: 8 }]);
  expect(asked()).toBe(6 + 3 * 3);
});

it('asks each line once where the release does not come back in time, and says why', async () => {
  const { served, asked } = endedByRows(2);
  const { lines } = await answersTo(rowsOfX(-1, 1, 2, 3), { served, patience: { mostMs: 0, restMs: 1 } });
  const away = { code: 'no-answer', message: 'its process was ended, and is started anew' };
  expect(lines).toMatchObject([
    { error: { row: 0 } },
    { error: { ...away, row: 1 } },
    { error: { ...away, row: 2 } },
    { prediction: 8 },
  ]);
  expect(asked()).toBe(4);
});
