import type { Outputs } from '../../client/outputs';
import { formatUtc } from '../../lib/format-date';

export type LogPage = Outputs['runs']['logs'];
type StoredLine = LogPage['lines'][number];
/** `step`: the title of the step that wrote it, in a log of several steps. */
export type LogLine = StoredLine & { step?: string | undefined };

/** The lines of a run, each with the step that wrote it; in the log of one step (`titles` is null) that goes without saying. */
export function withSteps(lines: readonly LogLine[], titles: ReadonlyMap<number, string> | null): readonly LogLine[] {
  return titles === null ? lines : lines.map((line) => ({ ...line, step: titles.get(line.idx) }));
}

/** Adds to `known` what was written since, page after page until there is no more. */
export async function readOn(
  known: readonly LogLine[],
  readPage: (after: number | undefined) => Promise<LogPage>,
): Promise<readonly LogLine[]> {
  let lines = known;
  for (;;) {
    const page = await readPage(lines.at(-1)?.id);
    if (page.lines.length > 0) lines = [...lines, ...page.lines];
    if (!page.more) return lines;
  }
}

/** Lines that hold the words, however they are written. */
export function matching(lines: readonly LogLine[], search: string): readonly LogLine[] {
  const wanted = search.trim().toLowerCase();
  return wanted === ''
    ? lines
    : lines.filter(({ step = '', text }) => `${step} ${text}`.toLowerCase().includes(wanted));
}

/** A log as a text file: one line each, with time, level and, in a log of several steps, the step. */
export function logAsText(lines: readonly LogLine[]): string {
  const speaker = (step: string | undefined) => (step === undefined ? '' : `${step}: `);
  return lines.map(({ at, level, step, text }) => `${formatUtc(at)} ${level} ${speaker(step)}${text}\n`).join('');
}
