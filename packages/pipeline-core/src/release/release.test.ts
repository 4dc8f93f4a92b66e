import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReleaseId } from '../ids';
import {
  decideGates,
  endpointConfigSchema,
  foreseeGates,
  type Gate,
  type GateCheck,
  routerChain,
  stickyDraw,
  strategyConflict,
  trafficShares,
} from '.';

const release = (n: number) => `00000000-0000-4000-8000-00000000000${n}` as ReleaseId; // a brand exists in types only
const config = (weights: number[], more: object = {}) =>
  endpointConfigSchema.parse({
    v: 1,
    routes: weights.map((weight, n) => ({ release: release(n), weight })),
    chain: [release(8), release(0)],
    ...more,
  });

describe('routerChain', () => {
  it('routes by weight, then follows the chain, each release once', () => {
    const two = config([95, 5]);
    expect(routerChain(two, { draw: 0 })).toEqual([release(0), release(8)]);
    expect(routerChain(two, { draw: 0.949 })[0]).toBe(release(0));
    expect(routerChain(two, { draw: 0.951 })).toEqual([release(1), release(8), release(0)]);
    expect(routerChain(two, { draw: 0.5, asked: release(1) })[0]).toBe(release(1));
  });

  it('never sends traffic to a weight of zero while another has some', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, 3), { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (weights, draw) => {
          const first = routerChain(config(weights), { draw })[0];
          const at = weights.findIndex((_, n) => release(n) === first);
          expect(at).toBeGreaterThanOrEqual(0);
          if (weights.some((weight) => weight > 0)) expect(weights[at]).toBeGreaterThan(0);
          else expect(at).toBe(0);
        },
      ),
      { seed: 20, numRuns: 300 },
    );
  });

  it('gives shares that add up to one', () => {
    expect(trafficShares(config([3, 1]).routes).map((route) => route.share)).toEqual([0.75, 0.25]);
    expect(trafficShares(config([0, 0]).routes).map((route) => route.share)).toEqual([1, 0]);
  });

  it('keeps a caller on one release, and spreads callers evenly', () => {
    expect(stickyDraw('ana', 'salt')).toBe(stickyDraw('ana', 'salt'));
    const draws = Array.from({ length: 2000 }, (_, n) => stickyDraw(`caller ${n}`, 'salt'));
    const below = draws.filter((draw) => draw < 0.3).length / draws.length;
    expect(below).toBeGreaterThan(0.26);
    expect(below).toBeLessThan(0.34);
  });
});

describe('decideGates', () => {
  const check = (status: GateCheck['status'], title: string = status): GateCheck => ({
    id: title,
    title,
    status,
    reason: `it is ${status}`,
  });

  it('lets a release through when nothing failed and every check has run', () => {
    const gates = (quality: GateCheck['status']): Gate[] => [
      { gate: 'unit', checks: [check('pass')] },
      { gate: 'quality', checks: [check('warn'), check(quality)] },
    ];
    expect(decideGates(gates('pass'))).toMatchObject({ allowed: true, text: '2 checks passed, 1 to look at.' });
    expect(decideGates(gates('not-run'))).toMatchObject({
      ...{ allowed: false, overridable: true, status: 'not-run', text: 'not-run: it is not-run' },
    });
  });

  it('stops at a failed check; only quality may be overridden', () => {
    expect(
      decideGates([
        { gate: 'unit', checks: [check('pass')] },
        { gate: 'quality', checks: [check('fail')] },
      ]),
    ).toMatchObject({ allowed: false, overridable: true, text: 'fail: it is fail' });
    expect(decideGates([{ gate: 'unit', checks: [check('fail')] }])).toMatchObject({
      allowed: false,
      overridable: false,
    });
    expect(decideGates([{ gate: 'unit', checks: [check('not-run')] }])).toMatchObject({
      allowed: false,
      overridable: false,
    });
    expect(decideGates([])).toMatchObject({ allowed: false, overridable: false, text: 'The checks have not run yet.' });
  });

  it('are foretold from what is known: open, for an override, or closed for good', () => {
    const foreseen = (unit: GateCheck['status'], quality: GateCheck['status']) =>
      foreseeGates([
        { gate: 'unit', checks: [check(unit, 'unit'), check('not-run', 'later')] },
        { gate: 'quality', checks: [check(quality, 'quality')] },
      ]);
    expect(foreseen('pass', 'warn')).toEqual({ outcome: 'open', failed: [] });
    expect(foreseen('pass', 'fail')).toMatchObject({ outcome: 'override', failed: [{ id: 'quality' }] });
    expect(foreseen('fail', 'fail')).toMatchObject({ outcome: 'blocked', failed: [{ id: 'unit' }] });
  });
});

describe('a strategy', () => {
  it.each([
    [null, 'sandbox', true],
    [null, 'direct', true],
    [{ name: 'churn', sandbox: true }, 'sandbox', true],
    [{ name: 'churn', sandbox: true }, 'direct', true],
    [{ name: 'churn', sandbox: false }, 'direct', true],
    [{ name: 'churn', sandbox: false }, 'sandbox', false],
  ] as const)('on %o: %s fits is %s', (endpoint, strategy, fits) => {
    expect(strategyConflict(endpoint, strategy) === null).toBe(fits);
  });
});
