import {
  type CharacterSet,
  complement,
  digits,
  notNewline,
  setOf,
  union,
  whiteSpace,
  withBothCases,
  wordCharacters,
} from './character-set';
import { limits } from './types';

export type PatternNode =
  | { k: 'set'; set: CharacterSet }
  | { k: 'sequence'; items: readonly PatternNode[] }
  | { k: 'choice'; options: readonly PatternNode[] }
  | { k: 'group'; capture: boolean; inner: PatternNode }
  | { k: 'repeat'; inner: PatternNode; min: number; max: number; lazy: boolean };

/** A pattern with its anchors, which stand only around the whole. */
export type Pattern = { start: boolean; end: boolean; root: PatternNode; groups: number };

export class PatternMistake extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

const classes = new Map<string, CharacterSet>([
  ['d', digits],
  ['w', wordCharacters],
  ['s', whiteSpace],
  ['D', complement(digits)],
  ['W', complement(wordCharacters)],
  ['S', complement(whiteSpace)],
]);
const controls = new Map([
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['f', 12],
  ['v', 11],
]);

/** Reads the subset of regular expressions that both engines understand alike. Throws PatternMistake. */
export function parsePattern(source: string, ignoreCase: boolean): Pattern {
  const points = Array.from(source);
  if (points.length > limits.patternCharacters) {
    throw new PatternMistake(
      `The pattern has ${points.length} characters.`,
      `At most ${limits.patternCharacters} are read; use contains(…) or split_part(…) for fixed parts.`,
    );
  }
  const start = points[0] === '^';
  let slashes = 0;
  while (points[points.length - 2 - slashes] === '\\') slashes += 1;
  const end = points.length > (start ? 1 : 0) && points.at(-1) === '$' && slashes % 2 === 0;
  const reader = new PatternReader(points.slice(start ? 1 : 0, end ? -1 : undefined), ignoreCase);
  const root = reader.whole();
  if ((start || end) && root.k === 'choice') {
    throw new PatternMistake(
      'An anchor beside | would hold for one branch only.',
      'Put the branches in brackets: ^(?:a|b)$.',
    );
  }
  return { start, end, root, groups: reader.groups };
}

class PatternReader {
  groups = 0;
  private at = 0;
  private depth = 0;

  constructor(
    private readonly points: readonly string[],
    private readonly ignoreCase: boolean,
  ) {}

  whole(): PatternNode {
    const root = this.choice();
    if (this.at < this.points.length)
      this.fail('A closing bracket has no partner.', 'Write \\) for the character itself.');
    return root;
  }

  private fail(message: string, hint: string): never {
    throw new PatternMistake(message, hint);
  }

  private peek(): string | undefined {
    return this.points[this.at];
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }

  private choice(): PatternNode {
    const options = [this.sequence()];
    while (this.take('|')) options.push(this.sequence());
    return options.length === 1 ? (options[0] as PatternNode) : { k: 'choice', options };
  }

  private sequence(): PatternNode {
    const items: PatternNode[] = [];
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')'; next = this.peek()) {
      items.push(this.repeated());
    }
    return items.length === 1 ? (items[0] as PatternNode) : { k: 'sequence', items };
  }

  private repeated(): PatternNode {
    const inner = this.atom();
    const bounds = this.bounds();
    if (bounds === undefined) return inner;
    const lazy = this.take('?');
    if (['*', '+', '?', '{'].includes(this.peek() ?? '')) {
      this.fail('A repeat stands directly after another.', 'Put the first in a group, or keep only one.');
    }
    return { k: 'repeat', inner, ...bounds, lazy };
  }

  private bounds(): { min: number; max: number } | undefined {
    if (this.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take('?')) return { min: 0, max: 1 };
    if (this.peek() !== '{') return undefined;
    const found = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/.exec(this.points.slice(this.at, this.at + 12).join(''));
    if (found === null)
      this.fail('A { starts no repeat here.', 'Write {2}, {2,} or {2,5}, or \\{ for the character itself.');
    this.at += found[0].length;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]);
    const top = max === Number.POSITIVE_INFINITY ? min : max;
    if (top > 100 || top < min || max === 0) {
      this.fail(`The repeat ${found[0]} has bounds that are not allowed.`, 'Bounds rise and are at most 100.');
    }
    return { min, max };
  }

  private atom(): PatternNode {
    const character = this.peek() as string; // sequence() has looked
    this.at += 1;
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return this.bracket();
      case '.':
        return { k: 'set', set: notNewline };
      case '\\':
        return this.set(this.escape());
      case '^':
      case '$':
        return this.fail(
          `${character} stands inside the pattern.`,
          '^ and $ stand only at the very start and end; write \\^ or \\$ for the characters.',
        );
      case '*':
      case '+':
      case '?':
      case '{':
        return this.fail(
          `${character} has nothing before it to repeat.`,
          `Write \\${character} for the character itself.`,
        );
      default:
        return this.set(this.single(character));
    }
  }

  private set(set: CharacterSet): PatternNode {
    return { k: 'set', set: this.ignoreCase ? withBothCases(set) : set };
  }

  private single(character: string): CharacterSet {
    const code = character.codePointAt(0) ?? 0;
    return setOf([code, code]);
  }

  private group(): PatternNode {
    let capture = true;
    if (this.take('?')) {
      if (!this.take(':')) {
        this.fail(
          'Look-around, named groups and inline flags are not read.',
          'Use (…) or (?:…); flags are a further argument.',
        );
      }
      capture = false;
    }
    if (capture) this.groups += 1;
    this.depth += 1;
    if (this.depth > 20) this.fail('The groups are nested deeper than 20 levels.', 'Take a simpler pattern.');
    const inner = this.choice();
    this.depth -= 1;
    if (!this.take(')')) this.fail('An opening bracket has no partner.', 'Write \\( for the character itself.');
    return { k: 'group', capture, inner };
  }

  private escape(): CharacterSet {
    const character = this.peek();
    if (character === undefined) this.fail('The pattern ends in a backslash.', 'Write \\\\ for the character itself.');
    this.at += 1;
    const known = classes.get(character);
    if (known !== undefined) return known;
    const control = controls.get(character);
    if (control !== undefined) return setOf([control, control]);
    if (/[0-9A-Za-z_]/.test(character)) {
      this.fail(
        `\\${character} is not read.`,
        'Known are \\d \\w \\s, \\D \\W \\S, \\n \\t \\r \\f \\v and escaped punctuation.',
      );
    }
    return this.single(character);
  }

  private bracket(): PatternNode {
    const negated = this.take('^');
    let set: CharacterSet = [];
    let first = true;
    while (first || this.peek() !== ']') {
      if (this.peek() === undefined) this.fail('A [ has no closing ].', 'Write \\[ for the character itself.');
      set = union(set, this.bracketItem());
      first = false;
    }
    this.at += 1;
    const both = this.ignoreCase ? withBothCases(set) : set;
    const result = negated ? complement(both) : both;
    if (result.length === 0) this.fail('A class in brackets holds no character.', 'It can never match.');
    return { k: 'set', set: result };
  }

  private bracketItem(): CharacterSet {
    const low = this.bracketCharacter();
    if (this.peek() !== '-' || this.points[this.at + 1] === ']' || this.points[this.at + 1] === undefined) return low;
    this.at += 1;
    const high = this.bracketCharacter();
    const from = low.length === 1 && low[0]?.[0] === low[0]?.[1] ? low[0]?.[0] : undefined;
    const to = high.length === 1 && high[0]?.[0] === high[0]?.[1] ? high[0]?.[0] : undefined;
    if (from === undefined || to === undefined || from > to) {
      this.fail(
        'A range in brackets does not rise from one character to another.',
        'Write ranges like a-z; a - itself goes last.',
      );
    }
    return setOf([from, to]);
  }

  private bracketCharacter(): CharacterSet {
    const character = this.peek() ?? '';
    this.at += 1;
    if (character === '\\') return this.escape();
    if (character === '[') this.fail('A [ stands inside brackets.', 'Write \\[ for the character itself.');
    return this.single(character);
  }
}
