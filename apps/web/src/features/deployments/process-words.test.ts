import { expect, it } from 'vitest';
import { isProcessChoice, type ProcessRow, placeOf, restartsOf, stateOf, unloadedShadowWords } from './process-words';

const named = { releaseId: 'r', release: 'v3', model: 'churn', problem: null };
const row = (own: ProcessRow['own']): ProcessRow => ({ ...named, own });

it('a release in the scoring process has no process to speak of', () => {
  const shared = row(null);
  expect([placeOf(shared), stateOf(shared), restartsOf(shared)]).toEqual(['the scoring process', 'answers', '–']);
});

it('one in a process of its own says which, how it fares and how it ended', () => {
  const own = { state: 'running' as const, pid: 4711, bytes: 7e7, restarts: 2, lastEnd: 'was ended by SIGSEGV' };
  expect([placeOf(row(own)), stateOf(row(own)), restartsOf(row(own))]).toEqual([
    'its own, 4711',
    'answers',
    '2; it was ended by SIGSEGV',
  ]);
  const asleep = row({ state: 'idle', pid: null, bytes: null, restarts: 0, lastEnd: null });
  expect([placeOf(asleep), stateOf(asleep), restartsOf(asleep)]).toEqual(['its own', 'asleep until it is asked', '0']);
});

it('knows its choices', () => {
  expect([isProcessChoice('own'), isProcessChoice('none')]).toEqual([true, false]);
});

it('says of a release that cannot be loaded why, and of one in shadow that its step does not end', () => {
  const gone = { ...row(null), problem: 'no file at a/b for the bundle of churn v3.' };
  expect([placeOf(gone), stateOf(gone)]).toEqual(['none', `cannot be loaded: ${gone.problem}`]);
  const rollout = { challenger: 'r', names: { challenger: 'v3' } };
  expect(unloadedShadowWords(rollout, [gone])).toEqual({
    title: 'v3 cannot be loaded, so it gets no copies and this step does not end',
    detail: expect.stringMatching(
      /^no file at a\/b for the bundle of churn v3\. Mend that, .* or abort the rollout\.$/,
    ),
  });
  expect([unloadedShadowWords(rollout, [row(null)]), unloadedShadowWords(rollout, [])]).toEqual([null, null]);
});
