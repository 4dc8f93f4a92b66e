import { describe, expect, it } from 'vitest';
import { fakeEndpoint, fakeRelease, testReleaseId } from '../testing/fake-release';
import { askableReleases, findAsked, knownReleases } from './asked-release';
import { versionsOf } from './protocols/oip/model-metadata';
import type { ServedEndpoint, ServedRelease } from './served-release';

const churn = fakeRelease(3);
/** A release of another model that has the same number. */
const risk: ServedRelease = { ...fakeRelease(4), number: 3, model: 'risk' };
const older = fakeRelease(2);

function endpointOf(o: Parameters<typeof fakeEndpoint>[0], releases = [risk, churn, older]): ServedEndpoint {
  return { facts: fakeEndpoint(o), releases: new Map(releases.map((release) => [release.id, release])) };
}

const alone = endpointOf({ routes: [[3, 1]], chain: [2] }, [churn, older]);
const canary = endpointOf({
  routes: [
    [3, 99],
    [4, 1],
  ],
  chain: [3, 2],
});
const moved = endpointOf({ routes: [[4, 100]], chain: [3, 2] });

describe('a number that releases of two models have', () => {
  it.each(['3', 'v3'])('goes on to name the release of the model that is served: %s', (asked) => {
    expect(findAsked(alone, asked)).toBe(churn);
    expect(findAsked(canary, asked)).toBe(churn);
    // Wherever the champion stands, and whatever has no traffic yet.
    const other = endpointOf({
      routes: [
        [4, 0],
        [3, 1],
      ],
      chain: [4],
    });
    expect(findAsked(other, asked)).toBe(churn);
  });

  it('names that of the other model once all traffic has moved there; model and number name each at any time', () => {
    expect(findAsked(moved, '3')).toBe(risk);
    for (const endpoint of [canary, moved]) {
      expect(findAsked(endpoint, 'churn@3')).toBe(churn);
      expect(findAsked(endpoint, 'churn@v3')).toBe(churn);
      expect(findAsked(endpoint, 'risk@3')).toBe(risk);
      expect(findAsked(endpoint, risk.id)).toBe(risk);
      expect(findAsked(endpoint, 'churn@champion')).toBeNull();
      expect(findAsked(endpoint, 'churn@7')).toBeNull();
    }
  });

  it('names the first by routes and fallbacks where the model that is served has none', () => {
    const three = [older, risk, { ...fakeRelease(5), number: 3, model: 'other' }];
    const endpoint = endpointOf({ routes: [[2, 1]], chain: [5, 4] }, three);
    expect(findAsked(endpoint, '3')?.id).toBe(testReleaseId(5));
  });

  it('is told for that release alone; the other one is told by its id', () => {
    expect(knownReleases(canary)).toEqual([risk.id, 'v3', 'v2']);
    expect(versionsOf(canary)).toEqual(['2', risk.id, '3']);
    expect(askableReleases(alone).every(({ byNumber }) => byNumber)).toBe(true);
  });
});
