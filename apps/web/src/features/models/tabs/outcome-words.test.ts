import { expect, it } from 'vitest';
import { outcomeWords } from './outcome-words';

const at = new Date('2026-11-27T19:30:00');
const rollout = { percent: 5, at, by: 'Nora', reason: null };

it.each([
  [{ status: 'failed', rollout: null }, 'failed: it never answered'],
  [{ status: 'succeeded', rollout: null }, 'routed'],
  [{ status: 'succeeded', rollout: { ...rollout, status: 'aborted' } }, 'aborted by Nora, 27 Nov 19:30'],
  [{ status: 'succeeded', rollout: { ...rollout, status: 'rolled-back' } }, 'rolled back by Nora, 27 Nov 19:30'],
  [{ status: 'succeeded', rollout: { ...rollout, by: null, status: 'aborted' } }, 'aborted by its rules, 27 Nov 19:30'],
  [{ status: 'succeeded', rollout: { ...rollout, status: 'running' } }, 'at 5% of the traffic'],
  [{ status: 'succeeded', rollout: { ...rollout, percent: 0, status: 'running' } }, 'in shadow'],
] as const)('says what came of it: %o', (deployment, words) => {
  expect(outcomeWords(deployment).replace(' 2026', '')).toBe(words);
});
