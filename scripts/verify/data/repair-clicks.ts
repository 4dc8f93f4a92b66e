import { attempt, type Check, skipped } from '../check';
import type { VerifyContext } from '../context';
import { runTagged, type TaggedClaim } from './browser-run';
import { referenceFile } from './project';

const part = 'repairs';

type ClickClaim = TaggedClaim & { file: string };

/** What a person does in a browser; apps/web/e2e/repairs.spec.ts does it. */
export const clickClaims: readonly ClickClaim[] = [
  {
    tag: 'repairs-hospital',
    file: 'hospital-dirty/hospital.csv',
    claim: {
      part,
      claim: 'hospital-dirty, repaired by one click: precision and recall by cell',
      bar: '>= 0.95 and >= 0.6',
    },
  },
  {
    tag: 'repairs-bike',
    file: 'bike-sharing/hour.csv',
    claim: {
      part,
      claim: 'bike-sharing: each suggestion applied by click, casual + registered flagged and dropped',
      bar: 'all run, the flag is gone',
    },
  },
  {
    tag: 'repairs-bank',
    file: 'bank-marketing/bank-full.csv',
    claim: {
      part,
      claim: 'bank-marketing: each suggestion applied by click, duration flagged and dropped',
      bar: 'all run, the flag is gone',
    },
  },
];

/** Suggestions taken by click in a browser, on a product of their own. */
export async function verifyRepairClicks({ log }: VerifyContext): Promise<Check[]> {
  const there = clickClaims.filter(({ file }) => referenceFile(file) !== null);
  const absent = clickClaims
    .filter((one) => !there.includes(one))
    .map(({ claim, file }) => skipped({ ...claim, note: `${file} is not beside the repository` }));
  if (there.length === 0) return absent;
  log('suggestions taken by click in a browser');
  const clicks = { part, claim: 'suggestions applied by click', bar: 'the browser tests come to their end' };
  return [...(await attempt(clicks, () => runTagged(there))), ...absent];
}
