import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { localAddress, readEnvironment } from './environment';
import { REPOSITORY_ROOT } from './root';

describe('readEnvironment', () => {
  it('needs nothing', () => {
    expect(readEnvironment({})).toEqual({
      HOST: '127.0.0.1',
      PORT: 3000,
      SCORING_PORT: 3001,
      DATA_SERVICE_PORT: 3002,
      PUBLIC_URL: 'http://127.0.0.1:3000',
      PUBLIC_SCORING_URL: 'http://127.0.0.1:3001',
      DATA_DIR: path.join(REPOSITORY_ROOT, '.data'),
    });
  });

  it('takes an empty variable as unset and follows the port in the address', () => {
    const environment = readEnvironment({ PORT: '4000', DATABASE_URL: '', PUBLIC_URL: '' });
    expect(environment.PUBLIC_URL).toBe('http://127.0.0.1:4000');
    expect(environment.DATABASE_URL).toBeUndefined();
  });

  it.each([
    ['the local host', {}, 'http://127.0.0.1:3001'],
    [
      'the host people open, with the scoring port',
      { PUBLIC_URL: 'https://ml.test/x/', SCORING_PORT: '81' },
      'http://ml.test:81',
    ],
    ['an IPv6 host', { HOST: '::1' }, 'http://[::1]:3001'],
    ['what is set', { PUBLIC_SCORING_URL: 'https://ask.ml.test/' }, 'https://ask.ml.test'],
  ])('callers of models are told %s', (_case, variables, address) => {
    expect(readEnvironment(variables).PUBLIC_SCORING_URL).toBe(address);
  });

  it('names every bad variable, the value and the way out', () => {
    const read = () => readEnvironment({ PORT: 'high', PUBLIC_URL: 'ftp://x' });
    expect(read).toThrow(/variable PORT: "high" is not usable .*unset it/);
    expect(read).toThrow(/variable PUBLIC_URL: "ftp:\/\/x"/);
  });

  it('does not print secrets', () => {
    expect(() => readEnvironment({ DATABASE_URL: 'mysql://u:hush@h/d' })).toThrow(/^(?!.*hush).*DATABASE_URL/s);
  });
});

describe('the key of the installation', () => {
  const rest = 'q'.repeat(43);

  it('is never an API key, and the message does not show it', () => {
    const read = () => readEnvironment({ MILLRACE_KEY: `mr_${rest}` });
    expect(read).toThrow(/variable MILLRACE_KEY: its value is not usable .*MILLRACE_API_KEY/);
    expect(read).toThrow(/^(?!.*qqq)/s);
  });

  it('may be anything else of 32 characters', () => {
    expect(readEnvironment({ MILLRACE_KEY: rest }).MILLRACE_KEY).toBe(rest);
    expect(() => readEnvironment({ MILLRACE_KEY: 'short' })).toThrow('needs at least 32 characters');
  });
});

describe('localAddress', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:1'],
    ['0.0.0.0', 'http://127.0.0.1:1'],
    ['::', 'http://127.0.0.1:1'],
    ['::1', 'http://[::1]:1'],
    ['example.org', 'http://example.org:1'],
  ])('reaches a server on %s', (host, address) => {
    expect(localAddress(host, 1)).toBe(address);
  });
});
