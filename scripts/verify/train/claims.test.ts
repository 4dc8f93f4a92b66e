import { expect, it } from 'vitest';
import { checked, exitCodeOf } from '../check';
import { partsOf } from '../proofs';
import { type TrainPart, trainClaims, withUnshown } from './claims';
import { qualityClaim, tabularSets } from './quality-claims';

const parts = Object.keys(trainClaims) as TrainPart[]; // keys() forgets the literal names

it('every part of the proof of training has claims, and all claims a part', () => {
  expect(Object.keys(partsOf('train'))).toEqual(parts);
});

it('no claim is made twice', () => {
  const claims = parts.flatMap((part) => trainClaims[part].map(({ claim }) => `${part}: ${claim}`));
  expect(new Set(claims).size).toBe(claims.length);
});

it('a claim that nothing shows is short, with what it is measured by', () => {
  for (const part of parts) {
    const checks = withUnshown(part, []);
    expect(checks.map(({ claim, bar }) => ({ claim, bar }))).toEqual(trainClaims[part]);
    expect(checks.every(({ verdict, note }) => verdict === 'short' && note === 'not built yet')).toBe(true);
    expect(exitCodeOf(checks)).toBe(1);
  }
});

it('a claim that a part speaks of is in its words alone, and the others stay', () => {
  const [first, ...others] = trainClaims.ties;
  if (first === undefined) throw new Error('there are no claims about ties');
  const shown = checked({ part: 'ties', ...first, figure: '97 %', pass: true });
  const checks = withUnshown('ties', [shown]);
  expect(checks.map(({ claim }) => claim)).toEqual([first, ...others].map(({ claim }) => claim));
  expect(checks.map(({ verdict }) => verdict)).toEqual(['pass', 'short', 'short']);
});

it('every tabular set has a line', () => {
  const lines = trainClaims.quality.map(({ claim }) => claim);
  for (const set of tabularSets) expect(lines).toContain(qualityClaim(set).claim);
});
