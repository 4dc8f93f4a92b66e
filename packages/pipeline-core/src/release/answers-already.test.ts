import { describe, expect, it } from 'vitest';
import { type AnswersAlready, answersAlreadyWords, deployedAgainWords } from './answers-already';

const live = { name: 'shop', sandbox: false };
const sandbox = { name: 'shop', sandbox: true };
const already = (more: Partial<AnswersAlready> = {}): AnswersAlready => ({
  ...{ endpoint: live, revision: 3, release: 'churn v2', share: 1, busiest: true, packedAnew: null },
  ...more,
});

describe('a release that answers already where it shall be deployed', () => {
  it('is told with revision and share', () => {
    expect(answersAlreadyWords(already())).toBe('churn v2 answers at shop already: revision 3, 100% of the traffic.');
    expect(answersAlreadyWords(already({ share: 1 / 3 }))).toContain('33.3% of the traffic');
  });

  it.each([
    [already(), 'direct', null],
    [already(), 'canary', null],
    [already({ endpoint: sandbox }), 'sandbox', null],
    [already({ endpoint: sandbox }), 'direct', 'Deployed again, it makes shop live.'],
    [already({ share: 0.25, busiest: false }), 'direct', 'Deployed again, it takes all traffic instead of 25%.'],
    [already({ share: 0.25, busiest: false }), 'canary', 'Deployed again, it begins its canary anew, instead of 25%.'],
    [already({ share: 0.75 }), 'canary', null],
    [
      already({ endpoint: sandbox, share: 0.75 }),
      'direct',
      'Deployed again, it takes all traffic instead of 75% and makes shop live.',
    ],
    [already({ packedAnew: 'as risk v1' }), 'direct', 'Deployed again, it is packed anew: as risk v1.'],
  ] as const)('%o by %s', (given, strategy, words) => {
    expect(deployedAgainWords(given, strategy)).toBe(words);
  });
});
