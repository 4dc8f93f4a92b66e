import type { Measurement, Spread } from './measurement';
import type { BenchReport } from './run-bench';

/** The whole report as text: machine and load first, then a line per claim, then what must be read with them. */
export function formatReport({ machine, load, versions, measurements, revision }: BenchReport): string {
  const rows = measurements.map(rowOf);
  const header = ['claim', 'ours', 'peer', 'ratio', 'bar', 'verdict'];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const notes = measurements.flatMap(({ claim, note }) => (note === undefined ? [] : [`  ${claim}: ${note}`]));
  const missing = measurements.filter(({ verdict }) => verdict === 'not measured');
  return [
    `${machine.cores} x ${machine.cpu}, ${machine.memoryGigabytes} GB, ${machine.system}, Node ${machine.node}, revision ${revision}`,
    `${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    `load of others: ${load.busyCores} of ${machine.cores} cores${load.noisy ? ' - NOISY: only the ratios count' : ''}`,
    '',
    line(header),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    ...(missing.length === 0 ? [] : ['', `!!! ${missing.length} NOT MEASURED; the reasons stand above !!!`]),
  ].join('\n');
}

function rowOf(one: Measurement): string[] {
  return [
    `${one.claim}${one.unit === '' ? '' : ` [${one.unit}]`}`,
    one.ours === null ? '-' : formatSpread(one.ours),
    one.peer === null ? '-' : formatSpread(one.peer),
    one.ratio === null ? '-' : formatRatio(one.ratio),
    one.bar,
    one.verdict,
  ];
}

function formatRatio({ min, median, max }: Spread): string {
  return [min, median, max].map((value) => value.toFixed(2)).join(' / ');
}

/** minimum / median / maximum; one number when they are equal. */
export function formatSpread({ min, median, max }: Spread): string {
  if (min === max) return formatFigure(median);
  return [min, median, max].map(formatFigure).join(' / ');
}

/** Three to four significant digits, never an exponent. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4);
}
