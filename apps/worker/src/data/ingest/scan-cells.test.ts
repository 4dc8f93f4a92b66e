import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../testing/scratch';
import { cellAutomaton, stuck } from './cell-automaton';
import { scanCells, walk } from './scan-cells';
import { randomNumbers } from './testing/random-csv';

const folder = scratchFolder('scan-cells');
const readings = ['integer', 'text', 'number'] as const;
const automaton = cellAutomaton({ readings, delimiter: 0x2c, header: true });

/** The state behind these bytes, one after the other. */
function oneByOne(bytes: Uint8Array, from = automaton.start): number {
  return bytes.reduce((state, byte) => automaton.next[state + byte] ?? stuck, from);
}

const row = (at: number, text = 'ä text') => `${at},${text},${at / 8}\n`;
const lines = (count: number, textOf: (at: number) => string = () => 'ä text') =>
  `n,t,x\n${Array.from({ length: count }, (_, at) => row(at, textOf(at))).join('')}`;

describe('cells that are looked at in several places at once', () => {
  it('end in the state in which they end one by one, wherever they are cut', () => {
    const bytes = Buffer.from(lines(40, (at) => 'x'.repeat((at * 37) % 90)));
    for (let end = 0; end <= bytes.length; end += 7) {
      const before = bytes.subarray(0, end);
      const state = walk(automaton, before, automaton.start);
      expect(state).toBe(oneByOne(before));
      const rest = walk(automaton, bytes.subarray(end), state);
      expect(rest).toBe(oneByOne(bytes));
      expect(automaton.mayEnd(rest)).toBe(true);
    }
  });

  it.each([
    ['a cell too many', '7,a,1,5\n'],
    ['a cell too few', '7,a\n'],
    ['an empty line', '\n'],
    ['a number of another kind', '07,a,1\n'],
    ['a quote', '7,"a",1\n'],
  ])('are refused for %s in any line', (_, odd) => {
    const good = Array.from({ length: 60 }, (_row, at) => row(at));
    for (let at = 0; at <= good.length; at++) {
      const bytes = Buffer.from(`n,t,x\n${[...good.slice(0, at), odd, ...good.slice(at)].join('')}`);
      expect(walk(automaton, bytes, automaton.start)).toBe(stuck);
    }
  });

  it('agree with one by one on bytes of every kind', () => {
    const numbers = randomNumbers(20_261_126);
    const random = (below: number) => Math.floor(numbers() * below);
    const letters = Buffer.from('0123,\n.-eNA a"\u00e4', 'utf8');
    for (let round = 0; round < 2_000; round++) {
      const odd = Uint8Array.from({ length: random(30) }, () => letters[random(letters.length)] ?? 0);
      const bytes = Buffer.concat([Buffer.from(lines(random(12))), odd, Buffer.from(row(1))]);
      expect(walk(automaton, bytes, automaton.start)).toBe(oneByOne(bytes));
    }
  });

  it('may be cut anywhere by the pieces in which a file is read', async () => {
    const path = join(folder, 'large.csv');
    const text = lines(150_000, (at) => 'ü'.repeat(at % 11));
    writeFileSync(path, text);
    expect(await scanCells(path, automaton, {})).toBe(true);
    writeFileSync(path, text.replace('\n149990,', '\n0149990,'));
    expect(await scanCells(path, automaton, {})).toBe(false);
  });
});
