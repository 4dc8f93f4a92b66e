import type { Readable } from 'node:stream';

const longestLine = 2_000;

/** Hands a stream on line by line; what is longer than a line may be is cut, however long it grows. */
export function forwardLines(stream: Readable | null, line: (text: string) => void): void {
  let rest = '';
  const say = (text: string) => line(text.length > longestLine ? `${text.slice(0, longestLine)}…` : text);
  stream?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split(/\r?\n|\r/);
    rest = (lines.pop() ?? '').slice(0, longestLine + 1);
    for (const one of lines) if (one.trim() !== '') say(one);
  });
  stream?.on('end', () => {
    if (rest.trim() !== '') say(rest);
  });
}
