import type { Outputs } from '../../client/outputs';
import { formatUtc } from '../../lib/format-date';

export type LogPage = Outputs['runs']['logs'];
export type LogLine = LogPage['lines'][number];

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
  return wanted === '' ? lines : lines.filter(({ text }) => text.toLowerCase().includes(wanted));
}

/** A log as a text file: one line each, with time and level. */
export function logAsText(lines: readonly LogLine[]): string {
  return lines.map(({ at, level, text }) => `${formatUtc(at)} ${level} ${text}\n`).join('');
}
