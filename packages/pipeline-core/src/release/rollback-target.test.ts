import { describe, expect, it } from 'vitest';
import { releaseIdSchema } from '../ids';
import { endpointConfigSchema } from './endpoint-config';
import { forwardTarget, rollbackTarget } from './rollback-target';

const release = (n: number) => releaseIdSchema.parse(`00000000-0000-4000-8000-00000000000${n}`);
const at = (revision: number) => new Date(Date.UTC(2026, 2, 1, revision));

/** Revisions from `+1` (deployed) and `-1` (rolled back to), newest first as the database gives them. */
const history = (...steps: number[]) =>
  steps
    .map((step, index) => ({
      revision: index + 1,
      kind: step < 0 ? ('rollback' as const) : ('deploy' as const),
      config: endpointConfigSchema.parse({
        v: 1,
        routes: [{ release: release(Math.abs(step)), weight: 1 }],
        chain: [],
      }),
      createdAt: at(index + 1),
    }))
    .reverse();

describe('the release to go back to', () => {
  it.each([
    ['nothing at first', [1], null],
    ['the one before', [1, 2], 1],
    ['never the one that was rolled back', [1, 2, -1], null],
    ['further and further back', [1, 2, 3, -2], 1],
    ['the good one again, after another attempt', [1, 2, -1, 3], 1],
    ['the one before, when an old one was deployed on purpose', [1, 2, 1], 2],
    ['the one before, when only settings changed', [1, 2, 2], 1],
  ])('is %s', (_case, steps, expected) => {
    expect(rollbackTarget(history(...steps))?.release ?? null).toBe(expected === null ? null : release(expected));
  });

  it('was live until the next one came', () => {
    expect(rollbackTarget(history(1, 2, 2))?.liveUntil).toEqual(at(2));
  });

  it('is nothing without revisions', () => expect(rollbackTarget([])).toBeNull());
});

describe('the release to deploy again', () => {
  it.each([
    ['nothing while nobody went back', [1, 2], null],
    ['the one gone back from', [1, 2, -1], 2],
    ['the last one gone back from', [1, 2, 3, -2, -1], 2],
    ['nothing once something else was deployed', [1, 2, -1, 3], null],
  ])('is %s', (_case, steps, expected) => {
    expect(forwardTarget(history(...steps))).toBe(expected === null ? null : release(expected));
  });
});
