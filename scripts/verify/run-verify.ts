import { type OwnProduct, startOwnProduct } from '../bench/own-product';
import { runTasks } from '../build';
import type { Log } from '../log';
import { attempt, type Check } from './check';
import type { VerifyContext } from './context';
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
    for (const [name, part] of Object.entries(partsOf(proof)).filter(([one]) => only.includes(one))) {
      // The benches and the clones want the machine for themselves.
      if (part.onProduct !== true) await shared.stop();
      checks.push(...(await attempt({ part: name, claim: name, bar: 'runs to its end' }, () => part.work(context))));
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
