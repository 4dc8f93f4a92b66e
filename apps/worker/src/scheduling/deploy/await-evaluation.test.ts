import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import { endpointConfigSchema, type PastRevision } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { testReleaseId } from '../../testing/fake-release';
import { testEvaluation } from '../../testing/test-bundle';
import { lookForEvaluation } from './await-evaluation';
import type { DeployableRelease, DeploymentEndpoint, DeploymentRow } from './deployment-port-types';

const [next, champion] = [1, 2].map((n) => releaseIdSchema.parse(testReleaseId(n))) as [never, never];
const judged = testEvaluation(0.9, [0.8, 1]);

const row = (more: Partial<DeploymentRow> = {}) =>
  // only what is looked at
  ({ releaseId: next, kind: 'deploy', status: 'queued', override: false, ...more }) as DeploymentRow;

/** What is known of the release, and of the one that answers; null where nothing does. */
function ports(
  release: Partial<DeployableRelease>,
  before: Partial<DeployableRelease> | null,
  past: readonly PastRevision[] = [],
) {
  const config =
    before === null
      ? null
      : endpointConfigSchema.parse({ v: 1, routes: [{ release: champion, weight: 1 }], chain: [] });
  const known = (name: string, facts: Partial<DeployableRelease>) =>
    ({ ...{ id: next, name, evaluation: null, packedUnjudged: false }, ...facts }) as DeployableRelease; // only what is looked at
  return {
    revisions: async () => past,
    endpoint: async () => ({ config }) as DeploymentEndpoint, // only what is looked at
    release: async (id: string) => (id === next ? known('prices v2', release) : known('prices v1', before ?? {})),
  };
}

const awaits = 'step "Evaluate" of run 12';
const missed = 'step "Evaluate" of run 12 failed';

it('waits for the evaluation of the release, and for that of the champion', async () => {
  const text = (name: string) => `Waits for the evaluation of ${name}: ${awaits}.`;
  expect(await lookForEvaluation(row(), ports({ awaits }, null))).toEqual({ state: 'ahead', text: text('prices v2') });
  const later = await lookForEvaluation(row(), ports({ evaluation: judged }, { awaits }));
  expect(later).toEqual({ state: 'ahead', text: text('prices v1') });
});

it('goes on with what was never to be evaluated: the checks say what that means', async () => {
  const found = await lookForEvaluation(row(), ports({ missed }, { evaluation: judged }));
  expect(found).toEqual({ state: 'here', text: 'prices v2 was not evaluated. prices v1 has its evaluation.' });
});

it('refuses what it has waited for in vain, unless somebody overrides the checks', async () => {
  const waited = row({ status: 'waiting' });
  const known = ports({ missed }, { evaluation: judged });
  expect(await lookForEvaluation(waited, known)).toMatchObject({
    state: 'refused',
    error: { report: { code: 'evaluation-missed', seen: missed } },
  });
  expect(await lookForEvaluation({ ...waited, override: true }, known)).toMatchObject({ state: 'here' });
});

it('leaves a champion whose evaluation did not come to the checks', async () => {
  const found = await lookForEvaluation(row({ status: 'waiting' }), ports({ evaluation: judged }, { missed }));
  expect(found).toEqual({ state: 'here', text: 'prices v2 has its evaluation. prices v1 was not evaluated.' });
});

describe('a release of the button that was packed before its evaluation chose the threshold', () => {
  const packed = { evaluation: { ...judged, threshold: 0.31 }, packedUnjudged: true };

  it('is refused: it would say yes from one half on', async () => {
    expect(await lookForEvaluation(row(), ports(packed, null))).toMatchObject({
      state: 'refused',
      error: { report: { code: 'packed-before-threshold' } },
    });
    const unpacked = ports({ ...packed, packedUnjudged: false }, null);
    expect(await lookForEvaluation(row(), unpacked)).toMatchObject({ state: 'here' });
  });

  it('is not where one half is the threshold', async () => {
    const half = { ...packed, evaluation: { ...judged, threshold: 0.5 } };
    expect(await lookForEvaluation(row(), ports(half, null))).toMatchObject({ state: 'here' });
  });

  it('goes out with a written reason', async () => {
    expect(await lookForEvaluation(row({ override: true }), ports(packed, null))).toMatchObject({ state: 'here' });
  });

  it('comes back where it has answered before, not where it only stood behind another', async () => {
    const past = (routed: typeof next, chain: (typeof next)[]): PastRevision => ({
      ...{ revision: 1, kind: 'deploy', createdAt: new Date(0) },
      config: endpointConfigSchema.parse({ v: 1, routes: [{ release: routed, weight: 1 }], chain }),
    });
    const look = (one: PastRevision) => lookForEvaluation(row(), ports(packed, { evaluation: judged }, [one]));
    expect(await look(past(next, []))).toMatchObject({ state: 'here' });
    expect(await look(past(champion, [next]))).toMatchObject({ state: 'refused' });
  });
});

it('waits for nothing on the way back, nor for what answers already', async () => {
  const known = ports({ awaits }, { awaits });
  expect(await lookForEvaluation(row({ kind: 'rollback' }), known)).toMatchObject({ state: 'here' });
  expect(await lookForEvaluation(row({ releaseId: champion }), known)).toMatchObject({ state: 'here' });
});
