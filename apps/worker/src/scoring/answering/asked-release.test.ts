import { describe, expect, it } from 'vitest';
import { fakeEndpoint, fakeRelease } from '../../testing/fake-release';
import { versionsOf } from '../protocols/oip/model-metadata';
import type { ServedEndpoint, ServedRelease } from '../releases/served-release';
import { askableReleases, findAsked, knownReleases, whyUnloaded } from './asked-release';

const churn = fakeRelease(3);
/** A release of another model that has the same number. */
const risk: ServedRelease = { ...fakeRelease(4), number: 3, model: 'risk' };
const older = fakeRelease(2);

function endpointOf(o: Parameters<typeof fakeEndpoint>[0], releases = [risk, churn, older]): ServedEndpoint {
  const facts = { ...fakeEndpoint(o), numbersOf: churn.model };
  return { facts, releases: new Map(releases.map((release) => [release.id, release])) };
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
  it.each(['3', 'v3'])('goes on to name the release of the model that it always meant: %s', (asked) => {
    for (const endpoint of [alone, canary, moved]) expect(findAsked(endpoint, asked)).toBe(churn);
  });

  it('names no release of the other model, even where its own is gone', () => {
    const gone = endpointOf({ routes: [[4, 100]], chain: [2] }, [risk, older]);
    expect(findAsked(gone, '3')).toBeNull();
    expect(findAsked(gone, '2')).toBe(older);
    expect(knownReleases(gone)).toEqual(['risk@3', 'v2']);
  });

  it('is that of the model which is served where nobody said: in an exported server', () => {
    const { numbersOf: _, ...facts } = alone.facts;
    expect(findAsked({ ...alone, facts }, '3')).toBe(churn);
  });

  it('leaves model and number, and the id, to name each at any time', () => {
    for (const endpoint of [canary, moved]) {
      expect(findAsked(endpoint, 'churn@3')).toBe(churn);
      expect(findAsked(endpoint, 'churn@v3')).toBe(churn);
      expect(findAsked(endpoint, 'risk@3')).toBe(risk);
      expect(findAsked(endpoint, risk.id)).toBe(risk);
      expect(findAsked(endpoint, 'churn@champion')).toBeNull();
      expect(findAsked(endpoint, 'churn@7')).toBeNull();
    }
  });

  it('is told for that release alone; the other one is told by its model and number', () => {
    expect(knownReleases(canary)).toEqual(['risk@3', 'v3', 'v2']);
    expect(versionsOf(canary)).toEqual(['2', 'risk@3', '3']);
    expect(askableReleases(alone).every(({ byNumber }) => byNumber)).toBe(true);
  });
});

describe('a release that cannot be loaded', () => {
  const problem = 'weights.bin: hash differs';
  const endpoint: ServedEndpoint = {
    ...endpointOf({ routes: [[3, 1]], chain: [4, 2] }, [standIn(churn, older), older]),
    unloaded: [
      { id: churn.id, number: 3, model: 'churn', place: 'routed', problem },
      { id: risk.id, number: 3, model: 'risk', place: 'fallback', problem },
      { id: fakeRelease(5).id, number: 5, model: 'churn', place: 'shadow', problem },
    ],
  };
  function standIn({ id, number, model }: ServedRelease, next: ServedRelease): ServedRelease {
    return { ...next, id, number, model, unloaded: problem };
  }

  it.each(['3', 'v3', 'churn@3', churn.id])('is not found by its version, and said to be that: %s', (asked) => {
    expect(findAsked(endpoint, asked)).toBeNull();
    expect(whyUnloaded(endpoint, asked)).toBe(
      'v3 was asked for and cannot be loaded: weights.bin: hash differs. Ask for one of: v2, none.',
    );
  });

  it('is told by its model where it is of another one', () => {
    expect(whyUnloaded(endpoint, 'risk@3')).toContain('risk@3 was asked for');
  });

  it.each(['2', '7', '5', 'risk@4'])(
    'is none that is loaded, that is not there, or that answers nobody: %s',
    (asked) => {
      expect(whyUnloaded(endpoint, asked)).toBeNull();
    },
  );
});
