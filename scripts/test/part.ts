/** One part of the test run and how it went. */
export type PartResult = { name: string; status: 'passed' | 'failed' | 'skipped'; seconds: number; detail?: string };

/** Runs a part; an error is its failure, so that the parts after it still run. */
export async function runPart(name: string, work: () => Promise<Outcome>): Promise<PartResult> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 76 - name.length))}`);
  try {
    const outcome = await work();
    return { name, ...outcome, seconds: seconds() };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    console.error(detail);
    return { name, status: 'failed', seconds: seconds(), detail };
  }
}

export type Outcome = { status: PartResult['status']; detail?: string };

/** Passed when every command ended with 0. */
export function outcomeOf(codes: Record<string, number>): Outcome {
  const failed = Object.entries(codes).flatMap(([name, code]) => (code === 0 ? [] : [name]));
  return failed.length === 0 ? { status: 'passed' } : { status: 'failed', detail: failed.join(', ') };
}

/** One line per part, e.g. "test  lint                 passed     12.3 s". */
export function summarize(results: readonly PartResult[]): string {
  const lines = results.map(({ name, status, seconds, detail }) => {
    const line = `test  ${name.padEnd(20)} ${status.padEnd(8)} ${`${seconds.toFixed(1)} s`.padStart(9)}`;
    return detail === undefined ? line : `${line}  ${detail.split('\n')[0]}`;
  });
  return lines.join('\n');
}
