import { killBatchHalfway } from '../../faults/scoring/batch-killed';
import { takePostgresAway } from '../../faults/scoring/postgres-away';
import { killScoringProcesses } from '../../faults/scoring/process-killed';
import {
  scoringFaultSizes,
  violationsOfAway,
  violationsOfBatch,
  violationsOfKilled,
} from '../../faults/scoring/run-scoring-faults';
import type { TrafficReport } from '../../faults/scoring/traffic';
import { attempt, type Check, checked } from '../check';
import type { VerifyContext } from '../context';
import { claimOf, withUnshown } from './claims';
import { verifyTested } from './tested';

const part = 'faults';
const claims = {
  away: claimOf(part, 'Postgres away for 30 s under load'),
  killed: claimOf(part, 'a scoring process killed under load, behind two of them'),
  batch: claimOf(part, 'a batch whose worker is killed half way'),
};

/** Releases that misbehave, as unit tests show them, and what happens to scoring from outside: real processes under load. */
export async function verifyServeFaults(context: VerifyContext): Promise<Check[]> {
  return withUnshown(part, [
    ...(await verifyTested(part, context)),
    ...(await attempt(claims.away, () => showAway(context))),
    ...(await attempt(claims.killed, () => showKilled(context))),
    ...(await attempt(claims.batch, () => showBatch(context))),
  ]);
}

async function showAway({ short, log }: VerifyContext): Promise<Check[]> {
  log('Postgres goes away under load');
  const report = await takePostgresAway(sizesOf(short).away);
  const violations = violationsOfAway(report);
  const figure = `${describe(report)}, away for ${report.awaySeconds} s`;
  return [judge(claims.away, { figure, violations, note: 'its health and its log said so' })];
}

async function showKilled({ short, log }: VerifyContext): Promise<Check[]> {
  log('scoring processes are killed under load');
  const report = await killScoringProcesses(sizesOf(short).killed);
  const { kills, retried, unanswered } = report;
  return [
    judge(claims.killed, {
      figure: `${describe(report)}, ${kills} kills`,
      violations: violationsOfKilled(report),
      note: `${retried} requests were sent to the other process; ${unanswered} were scored and cut off before`,
    }),
  ];
}

async function showBatch({ short, log }: VerifyContext): Promise<Check[]> {
  log('the worker of a batch is killed half way');
  const report = await killBatchHalfway(sizesOf(short).batch);
  const { rows, wanted, twice, missing, before, steps } = report;
  return [
    judge(claims.batch, {
      figure: `${rows} of ${wanted} rows, ${twice} twice, ${missing} missing`,
      violations: violationsOfBatch(report),
      note: `${before.done} of ${steps} steps were done and ${before.atWork} at work when it was killed`,
    }),
  ];
}

function sizesOf(short: boolean) {
  return scoringFaultSizes[short ? 'short' : 'full'];
}

function describe({ sent, failed, lost, twice }: TrafficReport): string {
  const bad = Object.values(failed).reduce((sum, count) => sum + count, 0);
  return `${bad} of ${sent} failed, ${lost} lost, ${twice} twice`;
}

function judge(
  claim: (typeof claims)[keyof typeof claims],
  o: { figure: string; violations: readonly string[]; note: string },
): Check {
  const { figure, violations, note } = o;
  return checked({ ...claim, figure, pass: violations.length === 0, note: [...violations, note].join('; ') });
}
