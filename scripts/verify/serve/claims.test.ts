import { expect, it } from 'vitest';
import { checked, exitCodeOf } from '../check';
import { specsWith } from '../data/browser-run';
import { partsOf } from '../proofs';
import { tags } from './browser';
import { claimOf, type ServePart, serveClaims, withUnshown } from './claims';
import { testsOfClaims } from './tested';

const parts = Object.keys(serveClaims) as ServePart[]; // keys() forgets the literal names

it('every part of the proof of serving has claims, and all claims a part', () => {
  expect(Object.keys(partsOf('serve'))).toEqual(parts);
});

it('no claim is made twice', () => {
  const claims = parts.flatMap((part) => serveClaims[part].map(({ claim }) => `${part}: ${claim}`));
  expect(new Set(claims).size).toBe(claims.length);
});

it('a claim that nothing shows is short, with what it is measured by', () => {
  for (const part of parts) {
    const checks = withUnshown(part, []);
    expect(checks.map(({ claim, bar }) => ({ claim, bar }))).toEqual(serveClaims[part]);
    expect(exitCodeOf(checks)).toBe(1);
  }
});

it('a claim that a part speaks of is told once', () => {
  const claim = claimOf('protocols', 'every row of the /invocations table');
  const checks = withUnshown('protocols', [checked({ ...claim, figure: 'all', pass: true })]);
  expect(checks.filter((check) => check.claim === claim.claim)).toMatchObject([{ verdict: 'pass' }]);
  expect(checks.length).toBe(serveClaims.protocols.length);
});

it('tests are named for claims that there are', () => {
  for (const part of parts) {
    for (const words of Object.keys(testsOfClaims[part] ?? {})) expect(claimOf(part, words).claim).toBe(words);
  }
});

it('every claim of the browser has tests that carry its tag', () => {
  expect(Object.keys(tags).sort()).toEqual(serveClaims.browser.map(({ claim }) => claim).sort());
  for (const [claim, tag] of Object.entries(tags)) expect(specsWith(tag), claim).not.toEqual([]);
});
