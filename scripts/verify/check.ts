/** One line of the proof: what is claimed, what was seen, what was asked. */
export type Check = {
  part: string;
  claim: string;
  figure: string;
  bar: string;
  verdict: 'pass' | 'short' | 'skipped';
  /** Why it was skipped, or what went wrong. */
  note?: string;
  /** It is short, and why that is known (known-short.ts). It counts as short all the same. */
  known?: string;
};

export function checked(o: {
  part: string;
  claim: string;
  figure: string;
  bar: string;
  pass: boolean;
  note?: string;
}): Check {
  const { pass, ...rest } = o;
  return { ...rest, verdict: pass ? 'pass' : 'short' };
}

/** Something this machine cannot show. It is said loudly and counts as not shown. */
export function skipped(o: { part: string; claim: string; bar: string; note: string }): Check {
  return { ...o, figure: '-', verdict: 'skipped' };
}

/** A claim that nothing in this tree can show yet: it counts as short, so that it is not forgotten. */
export function notBuilt(o: { part: string; claim: string; bar: string }): Check {
  return { ...o, figure: '-', verdict: 'short', note: 'not built yet' };
}

/** Runs a piece of work that gives checks; when it throws, that is a short check of its own. */
export async function attempt(
  o: { part: string; claim: string; bar: string },
  work: () => Promise<Check[]>,
): Promise<Check[]> {
  try {
    return await work();
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    return [{ ...o, figure: 'it broke', verdict: 'short', note }];
  }
}

/** A table of all checks, then the notes, then one closing line. */
export function formatChecks(checks: readonly Check[]): string {
  const rows = checks.map(({ part, claim, figure, bar, verdict }) => [part, claim, figure, bar, verdict]);
  const header = ['part', 'claim', 'figure', 'bar', 'verdict'];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const notes = checks.flatMap(({ claim, note, known }) => [
    ...(known === undefined ? [] : [`  ${claim}: SHORT, WHICH IS KNOWN: ${known}`]),
    ...(note === undefined ? [] : [`  ${claim}: ${note}`]),
  ]);
  return [
    line(header),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
    countChecks(checks),
  ].join('\n');
}

/** "40 pass, 2 short (1 of them known), 0 skipped" */
export function countChecks(checks: readonly Check[]): string {
  const count = (verdict: Check['verdict']) => checks.filter((check) => check.verdict === verdict).length;
  const known = checks.filter(isKnownShort).length;
  const before = known === 0 ? '' : ` (${known} of them known)`;
  const warning = count('skipped') > 0 ? ' - SKIPPED IS NOT SHOWN' : '';
  return `${count('pass')} pass, ${count('short')} short${before}, ${count('skipped')} skipped${warning}`;
}

function isKnownShort({ verdict, known }: Check): boolean {
  return verdict === 'short' && known !== undefined;
}

/** 0: nothing is short; 2: only what is known to be; 1: something else, which is news. */
export function exitCodeOf(checks: readonly Check[]): 0 | 1 | 2 {
  const short = checks.filter(({ verdict }) => verdict === 'short');
  if (short.length === 0) return 0;
  return short.every(isKnownShort) ? 2 : 1;
}
