import type { GateCheck } from '@millrace/pipeline-core/release';

/** What the foreseen checks say at the top of the sheet, in a line; null where none fails. */
export function failedChecksWords(failed: readonly Pick<GateCheck, 'title' | 'reason'>[]): string | null {
  const [first] = failed;
  if (first === undefined) return null;
  if (failed.length === 1) return `A check fails. ${first.title}: ${first.reason}`;
  return `${failed.length} checks fail: ${failed.map(({ title }) => title).join(', ')}.`;
}
