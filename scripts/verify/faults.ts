import type { Recovery } from '../faults/recovery';
import { type FaultsReport, runFaults } from '../faults/run-faults';
import { type Check, checked } from './check';
import type { VerifyContext } from './context';

const part = 'faults';
const mostRecoverySeconds = 5;

/** Random runs under random faults, with every promise checked afterwards. */
export async function verifyFaults({ short, seed, log }: VerifyContext): Promise<Check[]> {
  const runs = short ? 20 : 300;
  log(`${runs} random runs under random faults`);
  const report = await runFaults({ runs, seed, log: () => undefined });
  const { recovery, violations } = report;
  return [
    checked({
      part,
      claim: `${runs} random runs with random faults (seed ${report.seed})`,
      figure: `${violations.length} violations, ${describe(report)}`,
      bar: '0 violations',
      pass: violations.length === 0,
      ...(violations.length === 0 ? {} : { note: violations.slice(0, 5).join('; ') }),
    }),
    recoveryCheck('recovery of steps after kill -9 of their worker, p99', recovery.all),
    recoveryCheck('the same while the database was up', recovery.databaseUp),
  ];
}

function recoveryCheck(claim: string, { steps, p50, p99, max }: Recovery): Check {
  return checked({
    part,
    claim,
    figure: `${p99} s over ${steps} steps (p50 ${p50} s, max ${max} s)`,
    bar: `<= ${mostRecoverySeconds} s`,
    pass: steps > 0 && p99 <= mostRecoverySeconds,
  });
}

function describe({ steps, faults }: FaultsReport): string {
  const count = Object.values(faults).reduce((sum, times) => sum + times, 0);
  return `${steps} steps, ${count} faults`;
}
