import { projectIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { createKeyCheck, hashKey, type KnownKey, readKey } from './api-key';

const project = projectIdSchema.parse('00000000-0000-4000-8000-000000000001');
const key: KnownKey = { id: 'k1', projectId: project, enabled: true, expiresAt: null, scopes: ['read', 'predict'] };

function check(found: KnownKey | null) {
  let asked = 0;
  let answered: () => Promise<void> = async () => undefined;
  let now = 1000;
  const keys = createKeyCheck({
    find: async (hash) => {
      asked += 1;
      await answered();
      return hash === hashKey('secret') ? found : null;
    },
    now: () => now,
  });
  return {
    ask: (headers = { 'x-api-key': 'secret' } as Record<string, string>) =>
      keys.identify({ headers, scope: 'predict' }),
    forget: keys.forget,
    later: (ms: number) => {
      now += ms;
    },
    asked: () => asked,
    /** Done while the database answers. */
    meanwhile: (work: () => void) => {
      answered = async () => work();
    },
  };
}

describe('API keys', () => {
  it.each([
    [{ authorization: 'Bearer secret' }],
    [{ authorization: 'bearer  secret ' }],
    [{ 'x-api-key': 'secret' }],
    [{ authorization: `Basic ${Buffer.from('anyone:secret').toString('base64')}` }],
  ])('are read from %j', (headers) => {
    expect(readKey(headers)).toBe('secret');
  });

  it.each([
    [{}],
    [{ authorization: 'secret' }],
    [{ authorization: 'Digest secret' }],
    [{ authorization: 'Bearer ' }],
    [{ cookie: 'secret' }],
  ])('are not read from %j', (headers) => {
    expect(readKey(headers)).toBeNull();
  });

  it('keeps a password with colons whole', () => {
    expect(readKey({ authorization: `Basic ${Buffer.from('u:a:b').toString('base64')}` })).toBe('a:b');
  });

  it('allows the right key and names the caller', async () => {
    expect(await check(key).ask()).toEqual({ kind: 'allowed', caller: 'key:k1', projectId: project });
  });

  it('answers 401 without key, with an unknown, revoked or expired one', async () => {
    expect((await check(key).ask({})).kind).toBe('unauthorized');
    expect((await check(key).ask({ 'x-api-key': 'guess' })).kind).toBe('unauthorized');
    expect((await check({ ...key, enabled: false }).ask()).kind).toBe('unauthorized');
    expect((await check({ ...key, expiresAt: new Date(999) }).ask()).kind).toBe('unauthorized');
  });

  it('answers 403 for a missing scope', async () => {
    expect((await check({ ...key, scopes: ['read'] }).ask()).kind).toBe('forbidden');
  });

  it('asks the database once a minute', async () => {
    const { ask, later, asked } = check(key);
    await ask();
    await ask();
    expect(asked()).toBe(1);
    later(60_001);
    await ask();
    expect(asked()).toBe(2);
  });

  it('knows a key at once, and a stranger never before the database was asked', async () => {
    const { ask, later, asked } = check(key);
    await ask();
    expect(ask()).toEqual({ kind: 'allowed', caller: 'key:k1', projectId: project });
    expect(asked()).toBe(1);
    later(60_001);
    expect(ask()).toBeInstanceOf(Promise);
  });

  it('asks again at once after a change, also after one that came while it asked', async () => {
    const { ask, forget, asked, meanwhile } = check(key);
    await ask();
    forget();
    await ask();
    expect(asked()).toBe(2);
    forget();
    meanwhile(forget);
    await ask();
    await ask();
    expect(asked()).toBe(4);
  });
});
