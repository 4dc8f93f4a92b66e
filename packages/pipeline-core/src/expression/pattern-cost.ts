import { type CharacterSet, intersection, union } from './character-set';
import { type Pattern, PatternMistake, type PatternNode } from './pattern-parse';

/** What a node can begin with, and whether it can be empty. */
type Start = { set: CharacterSet; empty: boolean };

function startOf(node: PatternNode): Start {
  switch (node.k) {
    case 'set':
      return { set: node.set, empty: false };
    case 'sequence':
      return sequenceStart(node.items, { set: [], empty: true });
    case 'choice': {
      const starts = node.options.map(startOf);
      return {
        set: starts.reduce<CharacterSet>((all, start) => union(all, start.set), []),
        empty: starts.some((start) => start.empty),
      };
    }
    case 'group':
      return startOf(node.inner);
    case 'repeat': {
      const start = startOf(node.inner);
      return { set: start.set, empty: node.min === 0 || start.empty };
    }
  }
}

function sequenceStart(items: readonly PatternNode[], after: Start): Start {
  return items.reduceRight<Start>((rest, item) => {
    const start = startOf(item);
    return start.empty ? { set: union(start.set, rest.set), empty: rest.empty } : start;
  }, after);
}

export function canBeEmpty(pattern: Pattern): boolean {
  return startOf(pattern.root).empty;
}

/** True for one character, or a group of fixed length without branches. */
function isFixed(node: PatternNode): boolean {
  switch (node.k) {
    case 'set':
      return true;
    case 'sequence':
      return node.items.every(isFixed);
    case 'group':
      return isFixed(node.inner);
    case 'repeat':
      return node.min === node.max && isFixed(node.inner);
    case 'choice':
      return false;
  }
}

function hasCapture(node: PatternNode): boolean {
  switch (node.k) {
    case 'set':
      return false;
    case 'sequence':
      return node.items.some(hasCapture);
    case 'choice':
      return node.options.some(hasCapture);
    case 'group':
      return node.capture || hasCapture(node.inner);
    case 'repeat':
      return hasCapture(node.inner);
  }
}

type Cost = { sealed: number; unsealed: number; optional: number; branches: number };

const advice =
  'Start the pattern with ^, name the characters between the parts ([^,]* for .*), or use contains(…) or split_part(…).';

function overlaps(a: CharacterSet, b: CharacterSet): boolean {
  return intersection(a, b).length > 0;
}

function measure(node: PatternNode, after: Start, cost: Cost): void {
  switch (node.k) {
    case 'set':
      return;
    case 'sequence':
      node.items.forEach((item, index) => {
        measure(item, sequenceStart(node.items.slice(index + 1), after), cost);
      });
      return;
    case 'choice':
      cost.branches *= node.options.length;
      for (const option of node.options) measure(option, after, cost);
      return;
    case 'group':
      measure(node.inner, after, cost);
      return;
    case 'repeat':
      measureRepeat(node, after, cost);
  }
}

function measureRepeat(node: PatternNode & { k: 'repeat' }, after: Start, cost: Cost): void {
  const start = startOf(node.inner);
  if (start.empty)
    throw new PatternMistake(
      'Something that can be empty is repeated.',
      'Make its content need at least one character.',
    );
  const ambiguous = overlaps(start.set, after.set);
  if (node.max === 1) {
    if (node.min === 0 && ambiguous) cost.optional += 1;
    measure(node.inner, after, cost);
    return;
  }
  if (!isFixed(node.inner)) {
    throw new PatternMistake(
      'A repeat holds a part of changing length, or branches.',
      'Repeat one character, one class or a group of fixed length.',
    );
  }
  if (hasCapture(node.inner))
    throw new PatternMistake(
      'A captured group stands inside a repeat.',
      'Write (?:…) inside, and capture around the repeat.',
    );
  if (ambiguous) cost.unsealed += 1;
  else cost.sealed += 1;
}

/**
 * Refuses patterns that could take JavaScript's matcher long: its work grows with the length of the text to the
 * power of the degree counted here, while the database's matcher is linear.
 */
export function checkCost(pattern: Pattern): void {
  const cost: Cost = { sealed: 0, unsealed: 0, optional: 0, branches: 1 };
  // Before a success nothing can fail; before $ nothing may follow.
  measure(pattern.root, { set: [], empty: true }, cost);
  const degree = (pattern.start ? 0 : 1) + Math.max(1, cost.unsealed + (cost.sealed > 0 ? 1 : 0));
  if (degree > 2) throw new PatternMistake('The pattern could take very long on some texts.', advice);
  if (cost.optional > 5) throw new PatternMistake('The pattern has too many optional parts.', advice);
  if (cost.branches > 64) throw new PatternMistake('The branches multiply to more than 64 ways.', advice);
}
