import type { Check } from './check';
import type { VerifyContext } from './context';
import { judgeTested, runUnitTests, type TestedClaim } from './unit-tests';
import { type Claim, fillUnshown } from './unshown';

/** Claims of a proof by part, and which of them unit tests show: each with the tests, by the words of the claim. */
export type TestedProof<Part extends string> = {
  claims: Readonly<Record<Part, readonly Claim[]>>;
  tests: { readonly [P in Part]?: Readonly<Record<string, TestedClaim['tests']>> };
};

/** What unit tests show of the parts of a proof. */
export function testedParts<Part extends string>({ claims, tests }: TestedProof<Part>) {
  /** What they show of one part, all their files run at once, at full size unless a short proof was asked for. */
  async function verifyTested(part: Part, { log, short }: VerifyContext): Promise<Check[]> {
    const named = tests[part] ?? {};
    const tested = claims[part].flatMap((one) => {
      const its = named[one.claim];
      return its === undefined ? [] : [{ ...one, tests: its }];
    });
    const files = [...new Set(tested.flatMap((one) => one.tests.map(({ file }) => file)))];
    if (files.length === 0) return [];
    log(`${files.length} files of unit tests`);
    return judgeTested(part, tested, await runUnitTests(files, { long: !short }));
  }

  /** A part of which unit tests are the whole proof; what they do not show is told as not built. */
  function testedPart(part: Part): (context: VerifyContext) => Promise<Check[]> {
    return async (context) => fillUnshown({ part, claims: claims[part], shown: await verifyTested(part, context) });
  }

  return { verifyTested, testedPart };
}
