import type { CharacterSet } from './character-set';
import { problem, textConstant } from './constants';
import type { ConstantParameter } from './function-entry';
import { canBeEmpty, checkCost } from './pattern-cost';
import { type Pattern, PatternMistake, type PatternNode, parsePattern } from './pattern-parse';

/** One pattern in the spelling of each engine. */
export type CompiledPattern = { javascript: RegExp; re2: string; groups: number; canBeEmpty: boolean };

type Dialect = (code: number) => string;

const re2Escape: Dialect = (code) => `\\x{${code.toString(16)}}`;
const javascriptEscape: Dialect = (code) => `\\u{${code.toString(16)}}`;

function printCharacter(code: number, spell: Dialect): string {
  const plain = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return plain ? String.fromCharCode(code) : spell(code);
}

/**
 * RE2 reads [Kk] as k without case, and inside a choice of single characters then lets the Kelvin sign in (and ſ for
 * [Ss]). Written as a choice it stays what it is.
 */
function printBothCases(set: CharacterSet): string | undefined {
  const [upper, lower] = set;
  if (set.length !== 2 || upper === undefined || lower === undefined) return undefined;
  const pair = upper[0] === upper[1] && lower[0] === lower[1] ? String.fromCharCode(upper[0], lower[0]) : '';
  return pair === 'Kk' ? '(?:K|k)' : pair === 'Ss' ? '(?:S|s)' : undefined;
}

function printSet(set: CharacterSet, spell: Dialect): string {
  const pair = printBothCases(set);
  if (pair !== undefined) return pair;
  const [first] = set;
  if (set.length === 1 && first !== undefined && first[0] === first[1]) return printCharacter(first[0], spell);
  const ranges = set.map(([low, high]) =>
    low === high ? printCharacter(low, spell) : `${printCharacter(low, spell)}-${printCharacter(high, spell)}`,
  );
  return `[${ranges.join('')}]`;
}

function printBounds(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function print(node: PatternNode, spell: Dialect): string {
  switch (node.k) {
    case 'set':
      return printSet(node.set, spell);
    case 'sequence':
      return node.items.map((item) => print(item, spell)).join('');
    case 'choice':
      return node.options.map((option) => print(option, spell)).join('|');
    case 'group':
      return `${node.capture ? '(' : '(?:'}${print(node.inner, spell)})`;
    case 'repeat':
      return `${print(node.inner, spell)}${printBounds(node.min, node.max)}${node.lazy ? '?' : ''}`;
  }
}

function printWhole(pattern: Pattern, spell: Dialect): string {
  return `${pattern.start ? '^' : ''}${print(pattern.root, spell)}${pattern.end ? '$' : ''}`;
}

/** Reads, checks and prints a pattern; throws PatternMistake. */
export function compilePattern(source: string, ignoreCase: boolean): CompiledPattern {
  const pattern = parsePattern(source, ignoreCase);
  checkCost(pattern);
  return {
    javascript: new RegExp(printWhole(pattern, javascriptEscape), 'u'),
    re2: printWhole(pattern, re2Escape),
    groups: pattern.groups,
    canBeEmpty: canBeEmpty(pattern),
  };
}

const written = textConstant({ name: 'pattern' });

/** A pattern as an argument; whether it is allowed is judged with its flags, by patternProblem. */
export const patternConstant: ConstantParameter<string> = { ...written, kind: 'pattern' };

/** What is wrong with a pattern, in the words of the checker. */
export function patternProblem(o: { pattern: string; flags: string; notEmpty?: boolean; group?: number }) {
  try {
    const compiled = compilePattern(o.pattern, o.flags === 'i');
    if (o.notEmpty === true && compiled.canBeEmpty) {
      return problem(
        'bad-pattern',
        'The pattern can match an empty text.',
        'Let it need at least one character: + instead of *.',
      );
    }
    if (o.group !== undefined && o.group > compiled.groups) {
      return problem(
        'bad-pattern',
        `The pattern has ${compiled.groups} groups, no group ${o.group}.`,
        'Group 0 is the whole match.',
      );
    }
    return undefined;
  } catch (error) {
    if (error instanceof PatternMistake) return problem('bad-pattern', error.message, error.hint);
    throw error;
  }
}
