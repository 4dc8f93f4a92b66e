/** runs random pipelines under random faults (kill -9, stops, cuts, database crashes) and checks every invariant */
import { parseArgs } from 'node:util';
import { runTasks } from '../build';
import { runFaults } from '../faults/run-faults';
import { createLog } from '../log';

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '300' },
      seed: { type: 'string' },
      short: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  await runTasks(['generate'], { output: 'stderr' });
  const log = createLog('faults', console.error);
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  const runs = values.short ? 20 : Number(values.runs);
  if (!Number.isInteger(seed) || !Number.isInteger(runs) || runs < 1)
    throw new Error('--runs and --seed take whole numbers.');
  const report = await runFaults({ runs, seed, keep: values.keep, log: values.json ? () => undefined : log });
  console.log(JSON.stringify(report, null, values.json ? 0 : 2));
  process.exit(report.violations.length === 0 ? 0 : 1);
}
