/** A set of code points: sorted ranges, apart from each other, both ends included. Surrogates never belong to one. */
export type CharacterSet = readonly (readonly [number, number])[];

export const everyCharacter: CharacterSet = [
  [0, 0xd7ff],
  [0xe000, 0x10ffff],
];

export function setOf(...ranges: readonly (readonly [number, number])[]): CharacterSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return intersection(merged, everyCharacter);
}

export function union(a: CharacterSet, b: CharacterSet): CharacterSet {
  return setOf(...a, ...b);
}

export function intersection(a: CharacterSet, b: CharacterSet): CharacterSet {
  const result: [number, number][] = [];
  for (const [low, high] of a) {
    for (const [from, to] of b) {
      if (from <= high && to >= low) result.push([Math.max(low, from), Math.min(high, to)]);
    }
  }
  return result;
}

export function complement(a: CharacterSet): CharacterSet {
  const result: [number, number][] = [];
  let next = 0;
  for (const [low, high] of a) {
    if (low > next) result.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= 0x10ffff) result.push([next, 0x10ffff]);
  return intersection(result, everyCharacter);
}

/** Adds the other case of every ASCII letter; no other letters, whose cases two engines pair differently. */
export function withBothCases(a: CharacterSet): CharacterSet {
  const upper = intersection(a, [[65, 90]]).map(([low, high]) => [low + 32, high + 32] as const);
  const lower = intersection(a, [[97, 122]]).map(([low, high]) => [low - 32, high - 32] as const);
  return setOf(...a, ...upper, ...lower);
}

export const digits: CharacterSet = [[48, 57]];
export const wordCharacters: CharacterSet = setOf([48, 57], [65, 90], [95, 95], [97, 122]);
export const whiteSpace: CharacterSet = setOf([9, 13], [32, 32]);
export const notNewline: CharacterSet = complement([[10, 10]]);
