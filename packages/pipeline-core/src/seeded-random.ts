/**
 * Repeatable randomness. `createRandom` is a stream (sfc32, 128 bits of state, seeded through splitmix32); `hashUniform`
 * is a stateless draw per index, for algorithms whose answer must not depend on the order rows are visited in.
 */
export type SeededRandom = {
  /** Uniform in [0, 1) with 53 random bits. */
  next(): number;
  /** Uniform integer in [0, n), without modulo bias. `n` from 1 to 2^32. */
  int(n: number): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T;
};

const TWO_32 = 4294967296;

/** One 32-bit stream from any finite seed; equal seeds give equal streams on every machine. */
export function createRandom(seed: number): SeededRandom {
  const uint32 = sfc32(seed);
  const next = () => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  let spare: number | null = null;

  function int(n: number): number {
    if (!(n >= 1 && n <= TWO_32)) throw new RangeError(`int(n): got ${n}, expected 1 to 2^32`);
    const limit = TWO_32 - (TWO_32 % n);
    let draw = uint32();
    while (draw >= limit) draw = uint32();
    return draw % n;
  }

  function normal(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const u = 2 * next() - 1;
      const v = 2 * next() - 1;
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * factor;
      return u * factor;
    }
  }

  function shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const other = int(last + 1);
      const held = items[last];
      items[last] = items[other];
      items[other] = held;
    }
    return items;
  }

  return { next, int, normal, shuffle };
}

/** A 32-bit seed from strings and numbers; the order of the parts counts (`hashSeed('a', 1)` is not `hashSeed('a1')`). */
export function hashSeed(...parts: readonly (string | number)[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    const text = typeof part === 'number' ? `#${part}` : `$${part}`;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995) ^ (hash >>> 15);
    hash = mix32(hash ^ text.length);
  }
  return hash >>> 0;
}

/** Uniform 32-bit integer that depends on (seed, index) alone. */
export function hashIndex(seed: number, index: number): number {
  const high = Math.floor(index / TWO_32);
  return mix32(mix32(Math.imul(index | 0, 0x9e3779b1) ^ seed) + Math.imul(high + 1, 0x85ebca6b)) >>> 0;
}

/** Uniform in [0, 1) that depends on (seed, index) alone. */
export function hashUniform(seed: number, index: number): number {
  return hashIndex(seed, index) / TWO_32;
}

/** Finaliser of 32 bits (lowbias32, Wellons): every input bit moves every output bit. */
function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

function sfc32(seed: number): () => number {
  const low = seed | 0;
  const high = Math.floor(seed / TWO_32) | 0;
  let state = low ^ mix32(high + 0x51ed27);
  const seedWord = () => {
    state = (state + 0x9e3779b9) | 0;
    return mix32(state);
  };
  let a = seedWord();
  let b = seedWord();
  let c = seedWord();
  let counter = 1;
  const step = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) step();
  return step;
}
