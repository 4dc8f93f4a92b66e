import type { Check } from '../check';
import type { VerifyContext } from '../context';
import { runTagged } from '../data/browser-run';
import { trainClaims } from './claims';

const part = 'browser';

/** The tag that the browser tests of each claim carry. */
const tags: Record<(typeof trainClaims)['browser'][number]['claim'], string> = {
  'browser test: leaderboard with ties': 'ties',
  'browser test: experiments, grouped over seeds': 'seeds',
  'browser test: compare runs': 'experiments',
  'browser test: a search and its best so far': 'search',
  'browser test: stop and keep the best so far': 'finish',
  'browser test: a model page and its card': 'card',
  'browser test: capabilities of workers': 'capabilities',
};

/** The browser tests of training and evaluation in one run on a product of their own; a page without a test is short. */
export function verifyTrainPages({ log }: VerifyContext): Promise<Check[]> {
  const claims = trainClaims.browser.map((one) => ({ tag: tags[one.claim], claim: { part, ...one } }));
  log(`browser tests of ${claims.length} views of training`);
  return runTagged(claims);
}
