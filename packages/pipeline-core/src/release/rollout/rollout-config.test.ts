import { describe, expect, it } from 'vitest';
import { releaseIdSchema } from '../../ids';
import { endpointConfigSchema } from '../endpoint-config';
import { busiest, rollbackTarget } from '../rollback-target';
import { routerChain, stickyDraw } from '../router-chain';
import { releaseFigures } from './release-figures';
import { shareTraffic, takeBack } from './rollout-config';

const [champion, challenger, older] = [1, 2, 3].map((n) =>
  releaseIdSchema.parse(`00000000-0000-4000-8000-00000000000${n}`),
) as [
  ReturnType<typeof releaseIdSchema.parse>,
  ReturnType<typeof releaseIdSchema.parse>,
  ReturnType<typeof releaseIdSchema.parse>,
];
const before = endpointConfigSchema.parse({ v: 1, routes: [{ release: champion, weight: 1 }], chain: [older] });
const at = (percent: number, salt = 'first') =>
  shareTraffic(before, { champion, challenger, step: { percent }, stickyBy: 'customer', salt });

describe('an endpoint during a rollout', () => {
  it('shares its traffic, with the release before in front of the fallbacks', () => {
    expect(at(5)).toMatchObject({
      routes: [
        { release: champion, weight: 95 },
        { release: challenger, weight: 5 },
      ],
      chain: [champion, older],
      stickyBy: 'customer',
    });
    expect(at(100).routes).toEqual([{ release: challenger, weight: 100 }]);
    expect(takeBack(at(25), before)).toEqual(before);
  });

  it('is taken back to all its fallbacks and its own sticky column, and keeps what was set since', () => {
    const chain = [4, 5, 6].map((n) => releaseIdSchema.parse(`00000000-0000-4000-8000-00000000000${n}`));
    const full = { ...before, chain, stickyBy: 'region', stickySalt: 'of before' };
    const shared = shareTraffic(full, { champion, challenger, step: { percent: 5 }, salt: 'first' });
    expect(shared.chain).toEqual([champion, ...chain.slice(0, 2)]);
    expect([shared.stickyBy, shared.stickySalt]).toEqual([undefined, undefined]);
    expect(takeBack({ ...shared, budgetMs: 50 }, full)).toEqual({ ...full, budgetMs: 50 });
  });

  it('has no traffic on a release in shadow, which is gone from it with the next step and when it is taken back', () => {
    const shared = { champion, challenger, salt: 'first' };
    const inShadow = shareTraffic(before, { ...shared, step: { percent: 0, shadow: 20 } });
    expect(inShadow).toEqual({ ...before, shadow: { release: challenger, percent: 20 } });
    expect(shareTraffic(inShadow, { ...shared, step: { percent: 1 } }).shadow).toBeUndefined();
    expect(takeBack(inShadow, before)).toEqual(before);
  });

  it('leaves everything that callers notice as it is while a release is in shadow', () => {
    const routes = [
      { release: champion, weight: 3 },
      { release: older, weight: 1 },
    ];
    const several = { ...before, routes, chain: [older, challenger], stickyBy: 'region', stickySalt: 'of before' };
    const step = { percent: 0, shadow: 100 };
    const inShadow = shareTraffic(several, { champion, challenger, step, stickyBy: 'customer', salt: 'first' });
    expect(inShadow).toEqual({ ...several, shadow: { release: challenger, percent: 100 } });
  });

  it('draws other callers first at another try', () => {
    const keys = Array.from({ length: 2000 }, (_, i) => `customer ${i}`);
    const firstAsked = (salt: string) =>
      new Set(keys.filter((key) => routerChain(at(5, salt), { draw: stickyDraw(key, salt) })[0] === challenger));
    const [one, other] = [firstAsked('first'), firstAsked('second')];
    const both = [...one].filter((key) => other.has(key));
    expect(other.size).toBeGreaterThan(60);
    expect(both.length).toBeLessThan(one.size / 4);
  });

  it('keeps a caller on the new release as its share grows', () => {
    const asks = (percent: number, key: string) => routerChain(at(percent), { draw: stickyDraw(key, 'first') })[0];
    const keys = Array.from({ length: 2000 }, (_, i) => `customer ${i}`);
    const onNew = (percent: number) => keys.filter((key) => asks(percent, key) === challenger);
    expect(onNew(5).length).toBeGreaterThan(60);
    for (const [small, large] of [
      [1, 5],
      [5, 25],
      [25, 50],
      [50, 100],
    ] as const)
      expect(new Set(onNew(large))).toEqual(new Set([...onNew(large), ...onNew(small)]));
  });

  it('has the release before as its way back once it is over, at whatever share that was', () => {
    const revision = (n: number, config: typeof before, kind: 'deploy' | 'rollback' = 'deploy') => ({
      ...{ revision: n, kind, config, createdAt: new Date(n) },
    });
    const shared = [revision(1, before), revision(2, at(5)), revision(3, at(60))];
    expect(busiest(at(50))).toBe(champion);
    expect(rollbackTarget([...shared, revision(4, at(100))])?.release).toBe(champion);
    const aborted = takeBack(at(60), before);
    expect(rollbackTarget([...shared, revision(4, aborted, 'rollback')])).toBeNull();
  });

  it('goes back to its champion while it lasts, at whatever share', () => {
    const revision = (n: number, config: typeof before) => ({
      ...{ revision: n, kind: 'deploy' as const, config, createdAt: new Date(n) },
    });
    const earlier = endpointConfigSchema.parse({ v: 1, routes: [{ release: older, weight: 1 }], chain: [] });
    const path = [revision(1, earlier), revision(2, before), revision(3, at(5))];
    expect(rollbackTarget(path)?.release).toBe(older);
    expect(rollbackTarget(path, { champion, createdAt: new Date(3) })?.release).toBe(champion);
  });

  it('adds up what was routed to a release', () => {
    const minute = { rows: 5, missed: 1, errors: 0, outputs: null };
    const figures = releaseFigures(
      [
        { ...minute, times: [[40, 5]] },
        {
          ...minute,
          times: [
            [142, 1],
            [40, 4],
          ],
          outputs: { classes: { yes: 2 } },
        },
      ],
      200,
    );
    expect(figures).toMatchObject({ requests: 10, missed: 2, errors: 0, timed: 10, slow: 1 });
    expect(figures.outputs).toEqual({ classes: { yes: 2 } });
    expect(releaseFigures([], 200)).toMatchObject({ requests: 0, p95: null });
  });
});
