import { projectIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import type { KnownKey } from './api-key';
import { seenKeys } from './seen-keys';

const projectId = projectIdSchema.parse('00000000-0000-4000-8000-000000000001');
const key: KnownKey = { id: 'k1', projectId, enabled: true, expiresAt: null, scopes: ['predict'] };
const away = () => Promise.reject(new Error('connection refused'));
const silent = () => new Promise<never>(() => undefined);

function setUp() {
  const state = { now: 0, asked: 0, answer: (): Promise<KnownKey | null> => Promise.resolve(key) };
  const keys = seenKeys({
    find: () => {
      state.asked += 1;
      return state.answer();
    },
    now: () => state.now,
  });
  return { state, keys, find: () => keys.find('hash') };
}

it('asks the database each time, once for requests that come together', async () => {
  const { state, find } = setUp();
  expect(await Promise.all([find(), find(), find()])).toEqual([key, key, key]);
  expect(state.asked).toBe(1);
  state.answer = () => Promise.resolve(null);
  expect(await find()).toBeNull();
});

it.each([
  ['away', away],
  ['silent', silent],
])('goes by what it saw while the database is %s', async (_how, answer) => {
  const { state, find } = setUp();
  await find();
  state.answer = answer;
  expect(await find()).toEqual(key);
});

it('does so for an hour, and not at all for what was never seen or was changed', async () => {
  const { state, keys, find } = setUp();
  state.answer = away;
  await expect(find()).rejects.toThrow('connection refused');
  state.answer = () => Promise.resolve(key);
  await find();
  state.answer = away;
  state.now = 3_600_001;
  await expect(find()).rejects.toThrow('connection refused');
  state.now = 10;
  keys.forget();
  await expect(find()).rejects.toThrow('connection refused');
});

it('does not keep what was asked before a change', async () => {
  const { state, keys, find } = setUp();
  let answer: (key: KnownKey) => void = () => undefined;
  state.answer = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const early = find();
  keys.forget();
  answer(key);
  await early;
  state.answer = away;
  await expect(find()).rejects.toThrow('connection refused');
});
