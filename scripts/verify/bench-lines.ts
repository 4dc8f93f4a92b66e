import type { Measurement } from '../bench/measurement';
import { formatFigure } from '../bench/print-table';
import { type BenchName, benchNames, runBench, saveReport } from '../bench/run-bench';
import type { Check } from './check';
import type { VerifyContext } from './context';

/** Every line of the bench table as a check; those of data, training and serving are in their proofs. */
export function verifyBench(context: VerifyContext): Promise<Check[]> {
  return checksOfBench(
    context,
    benchNames.filter((name) => !/^(data|train|serve)-/.test(name)),
  );
}

/** The lines of some benches, as checks of a part. */
export async function checksOfBench(
  { short, log }: VerifyContext,
  only: readonly BenchName[],
  part = 'bench',
): Promise<Check[]> {
  const report = await runBench({ only, short, log });
  log(`raw results: ${await saveReport(report)}`);
  const broken = report.failures.map(
    ({ bench, error }): Check => ({ part, claim: bench, figure: 'it broke', bar: '-', verdict: 'short', note: error }),
  );
  return [...report.measurements.map((line) => toCheck(line, part)), ...broken];
}

function toCheck({ claim, unit, ours, ratio, bar, verdict, note }: Measurement, part: string): Check {
  const own = ours === null ? '-' : `${formatFigure(ours.median)} ${unit}`.trim();
  const figure = ratio === null ? own : `${ratio.median.toFixed(2)}x (${own})`;
  return {
    part,
    claim,
    figure,
    bar,
    verdict: verdict === 'not measured' ? 'skipped' : verdict,
    ...(note === undefined ? {} : { note }),
  };
}
