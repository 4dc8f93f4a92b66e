import { expect, it } from 'vitest';
import { prepareSet } from './prepare-set';
import { qualitySets } from './quality-sets';

const set = { files: [], task: 'classification', target: 'y', drop: [] } as const;

it('leaves out comments, blank lines, unnamed columns, blanks around cells and the word for missing', () => {
  const text = 'a,b,y,,\r\n1, x ,yes,,\r\n\r\n# a note\r\nNA, ,no,,\r\n';
  const table = prepareSet({ ...set, files: ['f'], drop: [], missing: 'NA' }, [{ name: 'f', text }]);
  expect(table).toBe('a,b,y\n1,x,yes\n,,no\n');
});

it('puts files one after the other, and marks the rows of a given split', () => {
  const files = [
    { name: 'f.tra', text: '# note\n0,1\n1,1\n2,1\n3,0\n4,0\n5,0\n6,1\n7,1\n' },
    { name: 'f.tes', text: '8,0\n' },
  ];
  const isTest = (_row: unknown, file: string) => file.endsWith('.tes');
  const table = prepareSet({ ...set, files: [], drop: [], header: ['x', 'y'], isTest }, files);
  const lines = table.trim().split('\n');
  expect(lines[0]).toBe('x,y,given_part');
  expect(lines.slice(1).map((line) => line.split(',')[2])).toEqual([
    ...Array.from({ length: 6 }, () => 'train'),
    'validation',
    'train',
    'test',
  ]);
});

it('refuses what it would read wrongly', () => {
  expect(() => prepareSet({ ...set, files: [], drop: [] }, [{ name: 'f', text: 'a,y\n"1,2",3\n' }])).toThrow(
    'f: has quoted cells',
  );
  expect(() => prepareSet({ ...set, files: [], drop: [] }, [{ name: 'f', text: 'a,y\n1\n' }])).toThrow(
    'f: a row of 1 cells, expected 2',
  );
});

it('bikes are tested on rows from October 2012 on', () => {
  const isTest = qualitySets['bike-sharing after 2012-10-01'].isTest;
  const days = ['2011-12-31', '2012-09-30', '2012-10-01', '2012-12-31'];
  expect(days.map((day) => isTest?.(() => day, 'hour.csv'))).toEqual([false, false, true, true]);
});
