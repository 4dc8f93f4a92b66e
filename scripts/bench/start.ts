import { rmSync } from 'node:fs';
import { variablesOnFreePorts } from '../ports';
import { REPOSITORY_ROOT } from '../root';
import type { BenchContext } from './context';
import { type Measurement, measured } from './measurement';
import { startWithNpm } from './npm-start';
import { makeDataFolder } from './own-product';

const claim = { bench: 'start', unit: 's', claim: 'npm start, warm, until everything answers' };

/** `npm start` as a person types it; the first one builds and makes the database and does not count. */
export async function benchStart(context: BenchContext): Promise<Measurement[]> {
  const dataDir = makeDataFolder('bench-start');
  const values: number[] = [];
  context.log(claim.claim);
  try {
    for (let round = -1; round < context.rounds; round += 1) {
      const started = await startWithNpm({ folder: REPOSITORY_ROOT, variables: await variablesOnFreePorts(dataDir) });
      await started.stop();
      if (round >= 0) values.push(started.seconds);
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  return [measured({ ...claim, values, most: 15 })];
}
