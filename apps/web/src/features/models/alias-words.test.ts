import { expect, it } from 'vitest';
import { aliasMeanings, aliasText, answerText } from './alias-words';

const at = (endpoint: string, sandbox: boolean) => ({ endpoint, sandbox, number: 2 });
const champion = { alias: 'champion', number: 2 };

it('says of a champion that answers in sandboxes only that it does', () => {
  expect(aliasText(champion, [at('trial', true)])).toBe('champion v2, in a sandbox only');
  expect(aliasText(champion, [at('trial', true), at('live', false)])).toBe('champion v2');
  expect(aliasText(champion, [])).toBe('champion v2');
  expect(aliasText({ alias: 'candidate', number: 2 }, [at('trial', true)])).toBe('candidate v2');
});

it('says which of the places is a sandbox', () => {
  expect([at('trial', true), at('live', false)].map(answerText)).toEqual(['v2 at trial (sandbox)', 'v2 at live']);
});

it('says once what each alias stands for, and of those that somebody gave together', () => {
  expect(aliasMeanings(['champion', 'green', 'candidate', 'blue', 'candidate'])).toEqual([
    { names: ['blue', 'green'], meaning: expect.stringContaining('given by somebody') },
    { names: ['candidate'], meaning: 'the version that was registered last.' },
    { names: ['champion'], meaning: expect.stringContaining('deployed last') },
  ]);
  expect(aliasMeanings(['constructor'])[0]?.meaning).toContain('given by somebody');
  expect(aliasMeanings([])).toEqual([]);
});
