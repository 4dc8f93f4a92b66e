import { Readable, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { numbersRelease } from '../../testing/protocol-server';
import { answerLines } from './answer-lines';

/** `numbersRelease` with an interval around its answer. */
const forecast = {
  ...numbersRelease,
  async answer(...asked: Parameters<typeof numbersRelease.answer>) {
    const answer = await numbersRelease.answer(...asked);
    const middle = Number(answer.prediction);
    return { ...answer, interval: { low: middle - 1, high: middle + 1 } };
  },
};

async function answersTo(parts: Buffer[]): Promise<{ counts: object; lines: unknown[] }> {
  let written = '';
  const output = new Writable({
    write(part, _encoding, done) {
      written += String(part);
      done();
    },
  });
  const counts = await answerLines({ served: forecast, input: Readable.from(parts), output });
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
