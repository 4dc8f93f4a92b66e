import { expect, it } from 'vitest';
import { routesOf, streamState, whyNoTestRows, writtenRoutes } from './stream-words';

const works = { paused: false, error: null, mostWaiting: null, unread: 0, behind: 3, hasRelease: true };

it.each([
  [works, 'scoring'],
  [{ ...works, behind: 0 }, 'up to date'],
  [{ ...works, paused: true }, 'paused'],
  [{ ...works, error: { message: 'late' } }, 'tries again'],
  [{ ...works, mostWaiting: 10, unread: 12 }, 'waits: 12 answers unread'],
  [{ ...works, mostWaiting: 10, unread: 12, behind: 0 }, 'up to date'],
  [{ ...works, hasRelease: false }, 'waits for a release'],
  [{ ...works, hasRelease: false, paused: true }, 'paused'],
])('says how a stream is doing', (stream, word) => {
  expect(streamState(stream).word).toBe(word);
});

it('says where answers go', () => {
  const rules = { v: 1 as const, routes: [{ answer: 'invoice', topic: 'accounts' }], otherwise: 'desk', refused: 'r' };
  expect(routesOf({ rules })).toEqual([...rules.routes, { answer: 'any other answer', topic: 'desk' }]);
  expect(routesOf({ rules: { ...rules, routes: [] } })).toEqual([{ answer: 'every answer', topic: 'desk' }]);
});

it('leaves lines out that are not filled in', () => {
  const lines = [
    { answer: ' invoice ', topic: 'accounts ' },
    { answer: 'letter', topic: '' },
  ];
  expect(writtenRoutes(lines)).toEqual([{ answer: 'invoice', topic: 'accounts' }]);
});

it('says why no test rows can be sent', () => {
  expect(whyNoTestRows({ topic: 'incoming', hasRelease: true })).toBeNull();
  expect(whyNoTestRows({ topic: 'incoming', hasRelease: false })).toContain('no model yet');
  expect(whyNoTestRows({ topic: 'source.1', hasRelease: true })).toContain('Nobody but Millrace');
  expect(whyNoTestRows({ topic: 'run-finished', hasRelease: true })).toContain('Nobody but Millrace');
});
