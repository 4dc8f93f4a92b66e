import { type OwnProduct, startOwnProduct } from '../bench/own-product';
import { runTasks } from '../build';
import type { Log } from '../log';
import { verifyBench } from './bench-lines';
import { verifyBrowser } from './browser';
import { attempt, type Check } from './check';
import { verifyClone } from './clone';
import type { VerifyContext } from './context';
import { verifyFaults } from './faults';
import { verifyKills } from './kills';
import { verifyQuickstarts } from './quickstarts';

const parts = {
  clone: verifyClone,
  quickstart: verifyQuickstarts,
  kills: verifyKills,
  faults: verifyFaults,
  browser: verifyBrowser,
  bench: verifyBench,
} satisfies Record<string, (context: VerifyContext) => Promise<Check[]>>;

export type PartName = keyof typeof parts;
export const partNames = Object.keys(parts) as PartName[]; // keys() forgets the literal names

/** Runs the parts asked for, one after the other; a part that breaks is short and does not stop the others. */
export async function runVerify(options: {
  only: readonly PartName[];
  short: boolean;
  withTest: boolean;
  log: Log;
}): Promise<Check[]> {
  const { only, log } = options;
  await runTasks(['generate'], { output: 'stderr' });
  const shared = shareProduct(log);
  const context: VerifyContext = { short: options.short, withTest: options.withTest, log, product: shared.get };
  const checks: Check[] = [];
  try {
    for (const name of partNames.filter((one) => only.includes(one))) {
      // The benches and the clones want the machine for themselves.
      if (!['quickstart', 'kills'].includes(name)) await shared.stop();
      checks.push(...(await attempt({ part: name, claim: name, bar: 'runs to its end' }, () => parts[name](context))));
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
