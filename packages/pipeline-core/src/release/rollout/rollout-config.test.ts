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
const at = (percent: number) => shareTraffic(before, { champion, challenger, percent, stickyBy: 'customer' });

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
    expect(takeBack(at(25), { champion, challenger })).toMatchObject({
      routes: [{ release: champion, weight: 1 }],
      chain: [older],
    });
  });

  it('keeps a caller on the new release as its share grows', () => {
    const asks = (percent: number, key: string) => routerChain(at(percent), { draw: stickyDraw(key) }).chain[0];
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
    const aborted = takeBack(at(60), { champion, challenger });
    expect(rollbackTarget([...shared, revision(4, aborted, 'rollback')])).toBeNull();
  });

  it('counts with each release what was routed to it, whoever answered', () => {
    const minute = (more: object) => ({
      ...{ served: 0, errors: 0, fallbacks: 0, passedOn: 0, minMicros: 0, maxMicros: 0, sumMicros: 0 },
      ...{ histogram: [], outputs: null },
      ...more,
    });
    // Ten rows went to the new release: seven answers, two passed on, one without an answer.
    const fresh = minute({
      served: 8,
      errors: 1,
      passedOn: 2,
      histogram: [
        [40, 7],
        [142, 1],
      ],
      sumMicros: 9000,
      minMicros: 30,
      maxMicros: 230_000,
    });
    expect(releaseFigures([fresh], 200)).toMatchObject({ requests: 10, errors: 1, passedOn: 2, timed: 8, slow: 1 });
    expect(releaseFigures([minute({ served: 92, fallbacks: 2 })], 200)).toMatchObject({ requests: 90, p95: null });
  });
});
