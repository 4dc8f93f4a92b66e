import type { FollowedPort } from '@millrace/pipeline-core/api';
import { describe, expect, it } from 'vitest';
import { stateWords } from './follow-words';
import { shownTexts } from './shown-numbers';

function port(parts: string[] | undefined, more: Partial<FollowedPort> = {}): FollowedPort {
  const count = parts?.length ?? 1;
  const rowNumbers = Array.from({ length: count }, (_, at) => at);
  const rows = rowNumbers.map((at) => [at]);
  const columns = [{ name: 'a', type: 'integer' as const }];
  return {
    ...{
      key: '1:split',
      idx: 1,
      step: 's',
      title: 'Split rows',
      type: 'split-rows',
      port: 'split',
      portTitle: 'Split',
    },
    // Not read here: any hash will do.
    table: 'sha256:0' as FollowedPort['table'],
    ...{ state: 'here', place: 'after', count, came: null, why: null, by: null, against: null, before: null },
    shown: { columns, columnsLeftOut: 0, rowNumbers, rows, ...(parts === undefined ? {} : { parts }) },
    ...more,
  };
}
const words = (...args: Parameters<typeof port>) => stateWords(port(...args), () => '');

describe('the part a followed row went to', () => {
  it('is said where the rows have parts', () => {
    expect(words(['train'])).toBe('Here, in train');
    expect(words(['test'], { state: 'picked', place: 'picked' })).toBe('Picked here, in test');
    expect(words(undefined)).toBe('Here');
  });

  it('is said of several rows as far as all of them are shown', () => {
    expect(words(['train', 'train'])).toBe('Here as 2 rows, in train');
    expect(words(['train', 'test', 'train'])).toBe('Here as 3 rows, in train (2) and test (1)');
    expect(words(['train', 'train'], { count: 90 })).toBe('Here as 90 rows');
  });
});

describe('numbers of a followed row', () => {
  it('are as long as they can be read, whole ones in full', () => {
    expect(shownTexts(0.1234567890123456)).toEqual({ text: '0.123457', was: '' });
    expect(shownTexts(-1234567.891)).toEqual({ text: '-1234568', was: '' });
    expect(shownTexts(1234567890123)).toEqual({ text: '1234567890123', was: '' });
    expect(shownTexts(0.00000012345678)).toEqual({ text: '1.23457e-7', was: '' });
    expect(shownTexts('a')).toEqual({ text: 'a', was: '' });
  });

  it('are in full where only so a change can be seen', () => {
    expect(shownTexts(0.12345678, 0.12345679)).toEqual({ text: '0.12345678', was: '0.12345679' });
    expect(shownTexts(0.5, 0.123456789)).toEqual({ text: '0.5', was: '0.123457' });
  });
});
