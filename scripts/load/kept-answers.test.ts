import { expect, it } from 'vitest';
import { KeptAnswers } from './kept-answers';

const megabyte = 1024 * 1024;

it('gives answers back as they came, over many blocks and larger than one', () => {
  const sizes = [10, 10, 20, 3, 10].map((size) => size * megabyte);
  const kept = new KeptAnswers(sizes.length);
  sizes.forEach((size, at) => {
    const bytes = Buffer.alloc(size, `${at}`);
    bytes.write(`head${at}`, 0, 'latin1');
    kept.keep(bytes, { headLength: 5, ms: at + 0.5 });
  });
  const seen = [...kept].map(({ head, body, ms }) => [head, body.length, new Set(body).size, body[0], ms]);
  expect(seen).toEqual(sizes.map((size, at) => [`head${at}`, size - 5, 1, `${at}`, at + 0.5]));
});
