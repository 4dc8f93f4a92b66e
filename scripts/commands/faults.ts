/** runs random pipelines under random faults (kill -9, stops, cuts, database crashes), then faults of scoring under load, and checks every promise */
import { parseArgs } from 'node:util';
import { runTasks } from '../build';
import { runFaults } from '../faults/run-faults';
import { runScoringFaults, scoringFaultSizes } from '../faults/scoring/run-scoring-faults';
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
  const told = values.json ? () => undefined : log;
  const report = await runFaults({ runs, seed, keep: values.keep, log: told });
  const scoring = await runScoringFaults({ sizes: scoringFaultSizes[values.short ? 'short' : 'full'], log: told });
  console.log(JSON.stringify({ ...report, scoring }, null, values.json ? 0 : 2));
  process.exit(report.violations.length + scoring.violations.length === 0 ? 0 : 1);
}
