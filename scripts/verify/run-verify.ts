import { type OwnProduct, startOwnProduct } from '../bench/own-product';
import { runTasks } from '../build';
import type { Log } from '../log';
import { attempt, type Check, countChecks } from './check';
import type { VerifyContext } from './context';
import { markKnown } from './known-short';
import { type ProofName, partsOf } from './proofs';

/** Runs the parts asked for, one after the other; a part that breaks is short and does not stop the others. */
export async function runVerify(options: {
  proof: ProofName;
  only: readonly string[];
  short: boolean;
  withTest: boolean;
  seed: number | null;
  log: Log;
}): Promise<Check[]> {
  const { proof, only, log } = options;
  await runTasks(['generate'], { output: 'stderr' });
  const shared = shareProduct(log);
  const { short, withTest, seed } = options;
  const context: VerifyContext = { short, withTest, seed: seed ?? Date.now() % 1_000_000, log, product: shared.get };
  const checks: Check[] = [];
  try {
    const parts = Object.entries(partsOf(proof)).filter(([one]) => only.includes(one));
    for (const [at, [name, part]] of parts.entries()) {
      // The benches and the clones want the machine for themselves.
      if (part.onProduct !== true) await shared.stop();
      const usual = short || part.minutes === undefined ? '' : `, about ${part.minutes} min on two cores`;
      log(`${name}, part ${at + 1} of ${parts.length}${usual}`);
      const begun = performance.now();
      const claim = { part: name, claim: name, bar: 'runs to its end' };
      const found = (await attempt(claim, () => part.work(context))).map(markKnown);
      log(`${name} took ${((performance.now() - begun) / 60_000).toFixed(1)} min: ${countChecks(found)}`);
      checks.push(...found);
    }
  } finally {
    await shared.stop();
  }
  return checks;
}

function shareProduct(log: Log) {
  let started: Promise<OwnProduct> | null = null;
  return {
    get: (): Promise<OwnProduct> => {
      started ??= startOwnProduct({ name: 'verify', log });
      return started;
    },
    async stop() {
      const product = await started?.catch(() => null); // whoever asked for it has heard of its failure
      started = null;
      await product?.stop();
    },
  };
}
