import { projectIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import type { KnownKey } from './api-key';
import { createCurrentKeys } from './current-keys';

const projectId = projectIdSchema.parse('00000000-0000-4000-8000-000000000001');
const key: KnownKey = { id: 'k1', projectId, enabled: true, expiresAt: null, scopes: ['predict'] };
const revoked = { ...key, enabled: false };
const silent = () => new Promise<never>(() => undefined);

/** A database with one key, on a clock that stands still. */
function setUp() {
  const state = { now: 0, asked: 0, answer: (): Promise<KnownKey | null> => Promise.resolve(key) };
  const find = () => {
    state.asked += 1;
    return state.answer();
  };
  const keys = createCurrentKeys({ find, now: () => state.now });
  const ask = async () => (await keys.identify({ headers: { 'x-api-key': 'secret' }, scope: 'predict' })).kind;
  const revoke = () => {
    state.answer = async () => revoked;
  };
  return { state, keys, ask, revoke };
}

it('asks once a minute while changes are heard of, and at once where there is one', async () => {
  const { state, keys, ask, revoke } = setUp();
  keys.onConnect();
  await ask();
  state.now = 59_000;
  expect([await ask(), state.asked]).toEqual(['allowed', 1]);
  revoke();
  keys.onChange();
  expect(await ask()).toBe('unauthorized');
});

it('forgets all when it hears again: a key that was revoked meanwhile is not answered from memory', async () => {
  const { state, keys, ask, revoke } = setUp();
  keys.onConnect();
  await ask();
  revoke(); // and the notice is lost
  keys.onConnect();
  expect(await ask()).toBe('unauthorized');
  // Nor by what was seen, where the database does not answer then.
  state.answer = silent;
  keys.onConnect();
  const answer = await Promise.race([ask(), new Promise((resolve) => setTimeout(resolve, 400, 'waits'))]);
  expect(answer).toBe('waits');
});

it('remembers for two seconds only while it hears of no change', async () => {
  const { state, keys, ask, revoke } = setUp();
  keys.onConnect();
  await ask();
  keys.onLost();
  expect([await ask(), state.asked]).toEqual(['allowed', 2]);
  revoke();
  keys.onLost(); // another try to connect has failed
  state.now = 1_000;
  expect([await ask(), state.asked]).toEqual(['allowed', 2]);
  state.now = 2_001;
  expect(await ask()).toBe('unauthorized');
});

it('goes by what it saw while the database is silent, and waits for it once, not with each request', async () => {
  const { state, keys, ask } = setUp();
  keys.onConnect();
  await ask();
  keys.onLost();
  state.answer = silent;
  expect(await ask()).toBe('allowed');
  // Two seconds later nobody waits for an answer that has been late since then.
  state.now = 2_500;
  const inTurn = Promise.race([ask(), new Promise((resolve) => setTimeout(resolve, 100, 'waits'))]);
  expect([await inTurn, state.asked]).toEqual(['allowed', 2]);
});
