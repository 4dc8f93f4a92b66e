import type { Prediction } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { fakeAnswer, fakeEndpoint, fakeRelease } from '../../testing/fake-release';
import type { RowCopy } from '../shadow/copy-rows';
import { scoreRequest } from './score-request';

const at = '2026-11-27T04:00:00.000Z';
const batch = '0199c1f2-7d0e-7c51-9f54-5a6f0e9d2b11';

/** Asks an endpoint that has the score of customer 7. */
async function ask(rows: Record<string, string | number>[], more: object = { precomputed: { key: ['customer'] } }) {
  const asked: object[] = [];
  const release = fakeRelease(1, (row) => {
    asked.push(row);
    return fakeAnswer('no');
  });
  const shadow = fakeRelease(2);
  const kept: Prediction[] = [];
  const copies: RowCopy[] = [];
  const facts = fakeEndpoint({ routes: [[1, 1]], more: { ...more, shadow: { release: shadow.id, percent: 100 } } });
  const result = await scoreRequest(
    {
      endpoint: { facts, releases: new Map([[release.id, release]]), shadow },
      ...{ rows, caller: 'key:1', protocol: 'native', extras: 'refuse', startedAt: 0, afterAnswer: (work) => work() },
    },
    {
      ...{ now: () => 0, wallClock: () => 0, random: () => 0, count: () => undefined },
      keep: (predictions) => void kept.push(...predictions),
      online: { find: () => null, whyUnheld: () => null },
      precomputed: {
        find: (_endpoint, _release, { customer }) =>
          customer === 7 ? { answer: { prediction: 'yes' }, at, batch } : null,
      },
      shadow: { offer: (offered) => void copies.push(...offered) },
    },
  );
  return { result, asked, kept, copies };
}

it('a row with a score is answered with it, and kept as that; the model is asked for the others', async () => {
  const row = { age: 41, city: 'Oslo' };
  const { result, asked, kept, copies } = await ask([
    { customer: 7 },
    { customer: 7, ...row },
    { customer: 8, ...row },
  ]);
  const scored = { prediction: 'yes', precomputed: { at, batch }, rank: 0 };
  expect(result).toMatchObject({ kind: 'answered', rows: [scored, scored, { prediction: 'no' }] });
  expect(asked).toMatchObject([row]);
  expect(kept.map(({ output, status }) => [output?.prediction, output?.precomputed, status])).toEqual([
    ['yes', { at, batch }, 'ok'],
    ['yes', { at, batch }, 'ok'],
    ['no', undefined, 'ok'],
  ]);
  // What a batch has answered is no row for a release in shadow.
  expect(copies.map((copy) => [copy.row, copy.from.extras])).toEqual([[{ customer: 8, ...row }, 'ignore']]);
});

it('a key without a score is refused alone, by its name; other fields are checked as ever', async () => {
  const { result, kept } = await ask([{ customer: 8 }]);
  expect(result).toMatchObject({
    kind: 'invalid',
    problems: [{ field: 'customer', problem: 'unscored', seen: '[8]' }],
  });
  expect(kept[0]?.reason).toBe(
    'The rows do not fit the signature: customer (no score was made for it: send the whole row).',
  );
  const mistyped = await ask([{ customer: 7, age: 'old', city: 'Oslo' }]);
  expect(mistyped.result).toMatchObject({ kind: 'invalid', problems: [{ field: 'age', problem: 'mistyped' }] });
});

it('without the setting a key is a field that nobody knows', async () => {
  const { result } = await ask([{ customer: 7, age: 41, city: 'Oslo' }], {});
  expect(result).toMatchObject({ kind: 'invalid', problems: [{ field: 'customer', problem: 'extra' }] });
});
