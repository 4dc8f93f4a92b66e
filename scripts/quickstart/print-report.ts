import type { QuickstartReport } from './run-quickstart';

/** Tells a person what happened, the finding first. */
export function printReport(report: QuickstartReport, o: { stays: boolean }): void {
  const line = (text = '') => console.log(text);
  line();
  const decidedBy = report.candidates[0]?.decidedBy ?? null;
  const by = decidedBy === null ? '' : ` by ${decidedBy.metric} on ${decidingRows(decidedBy.part)}`;
  line(
    `${report.best ?? 'No model'} is the best of ${report.candidates.length}${by}; ${report.release ?? 'nothing'} answers at ${report.endpoint ?? '-'}`,
  );
  line(`${report.rows} rows, ${report.columns} columns, task ${report.task}, ${report.seconds.toFixed(1)} s in all`);
  if (decidedBy?.part === 'test' && report.candidates.length > 1) {
    line(
      '  the table is too small to keep rows for choosing, so the test rows chose: the figure of the best flatters it',
    );
  }
  for (const { column, reason } of report.excluded) line(`  left out ${column}: ${reason}`);
  line();
  if (decidedBy !== null) line(`  in that order, with their figures on test rows:`);
  for (const { name, metrics, seconds } of report.candidates) {
    const test = firstFigures(metrics.test ?? {}, decidedBy?.metric).map(
      ([metric, value]) => `${metric} ${value === null ? '-' : value.toFixed(4)}`,
    );
    line(`  ${name.padEnd(26)} ${test.join('  ')}  (${seconds.toFixed(2)} s)`);
  }
  line();
  line(
    `scored ${report.scored} held-out rows over HTTP: p50 ${report.latencyMs.p50.toFixed(2)} ms, p95 ${report.latencyMs.p95.toFixed(2)} ms`,
  );
  line(`largest difference between batch and HTTP: ${report.twinMaxDiff.toExponential(1)}`);
  line();
  for (const [what, link] of Object.entries(report.links)) if (link !== null) line(`  ${what.padEnd(11)} ${link}`);
  if (!o.stays) line('\nMillrace was started for this and stops now; npm start brings it back with everything in it.');
}

function decidingRows(part: string): string {
  return part === 'folds' ? 'the mean of its folds' : `${part} rows`;
}

/** Four figures are enough for a line; the one that decided is among them. */
function firstFigures(metrics: Readonly<Record<string, number | null>>, decisive: string | undefined) {
  const all = Object.entries(metrics);
  const shown = all.slice(0, 4);
  const missing = all.find(([name]) => name === decisive && !shown.some(([other]) => other === name));
  return missing === undefined ? shown : [...shown.slice(0, 3), missing];
}
