import type { Check } from '../check';
import type { VerifyContext } from '../context';
import { runTagged } from '../data/browser-run';
import { claimOf, withUnshown } from './claims';

const part = 'browser';

/** The tag that the browser tests of a claim carry; a claim without one is told as not built. */
export const tags: Record<string, string> = {
  'browser test: deploy, canary, abort, roll back': 'release-flow',
  'browser test: a reader scores in the browser': 'what-if',
  'browser test: the passport, both ways': 'passport',
  'browser test: documents, from topic to topic': 'document-routing',
};

/** The browser tests of release and scoring in one run on a product of their own. */
export async function verifyServePages({ log }: VerifyContext): Promise<Check[]> {
  const claims = Object.entries(tags).map(([words, tag]) => ({ tag, claim: claimOf(part, words) }));
  log(`browser tests of ${claims.length} views of release and scoring`);
  return withUnshown(part, await runTagged(claims));
}
