import { describe, expect, it } from 'vitest';
import { countLines, firstBatch, lineMiddle, linesOf, wholeLines } from './line-text';

const text = (words: string) => Buffer.from(words, 'utf8');
function cut(words: string, most: { lines: number; bytes: number }): string[] {
  const batches: string[] = [];
  for (let rest = text(words); rest.byteLength > 0; ) {
    const batch = firstBatch(rest, most);
    batches.push(String(batch));
    rest = rest.subarray(batch.byteLength);
  }
  return batches;
}

describe('line text', () => {
  it('leaves out a torn last line, and all where none is whole', () => {
    expect(wholeLines(text('é\nb\nto')).toString()).toBe('é\nb\n');
    expect(wholeLines(text('torn')).byteLength).toBe(0);
  });

  it('counts lines and reads them', () => {
    expect([countLines(text('')), countLines(text('a\nb\n'))]).toEqual([0, 2]);
    expect(linesOf(text('a\n\nb\n'))).toEqual(['a', 'b']);
  });

  it('finds a middle at the end of a line, on either side of half of the bytes', () => {
    expect(['a\nb\n', 'long line\nb\n', 'b\nlong line\n'].map((words) => lineMiddle(text(words)))).toEqual([2, 10, 2]);
    expect(lineMiddle(text('alone\n'))).toBe(6);
    expect(lineMiddle(text('\n'))).toBe(1);
  });

  it('cuts by lines and by bytes, and a longer line alone', () => {
    expect(cut('a\nb\nc\n', { lines: 2, bytes: 100 })).toEqual(['a\nb\n', 'c\n']);
    expect(cut('a\nlonger\nb\nc\n', { lines: 9, bytes: 4 })).toEqual(['a\n', 'longer\n', 'b\nc\n']);
    expect(cut('', { lines: 2, bytes: 4 })).toEqual([]);
    expect(cut('a\ntorn', { lines: 1, bytes: 4 })).toEqual(['a\n', 'torn']);
  });
});
