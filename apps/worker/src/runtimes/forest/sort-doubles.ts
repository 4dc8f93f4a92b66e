const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const DIGITS = [0, DIGIT_BITS, 2 * DIGIT_BITS] as const;
/** Fewer values are sorted sooner by comparing them. */
const FEW = 4096;

/** One half of all keys, and where the next pass puts it. */
type Halves = { low: Uint32Array; high: Uint32Array };

/**
 * Sorts doubles in place, ascending, -0 before 0; no value may be NaN. Least significant digit first over the bits of
 * each value, turned so that they order as whole numbers do: several times quicker than comparing, and a pass whose
 * digit is the same in all values (the lower bits of whole numbers) is left out.
 */
export function sortDoubles(values: Float64Array): Float64Array {
  if (values.length < FEW) return values.sort();
  let from = keysOf(values);
  let to: Halves = { low: new Uint32Array(values.length), high: new Uint32Array(values.length) };
  for (const half of ['low', 'high'] as const) {
    for (const shift of DIGITS) {
      if (!moveByDigit(from, to, from[half], shift)) continue;
      [from, to] = [to, from];
    }
  }
  return writeValues(from, values);
}

/** Negative values have all their bits turned, others their sign. */
function keysOf(values: Float64Array): Halves {
  const words = new Uint32Array(Float64Array.from(values).buffer);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const top = words[2 * at + 1]!;
    const turned = top >>> 31 === 1 ? 0xffffffff : 0;
    low[at] = words[2 * at]! ^ turned;
    high[at] = top ^ (turned | 0x80000000);
  }
  return { low, high };
}

function writeValues({ low, high }: Halves, values: Float64Array): Float64Array {
  const words = new Uint32Array(2 * values.length);
  for (let at = 0; at < values.length; at++) {
    const top = high[at]!;
    const turned = top >>> 31 === 1 ? 0 : 0xffffffff;
    words[2 * at] = low[at]! ^ turned;
    words[2 * at + 1] = top ^ (turned | 0x80000000);
  }
  values.set(new Float64Array(words.buffer));
  return values;
}

/** A stable move by one digit; false, and nothing is moved, when it is the same in all keys. */
function moveByDigit(from: Halves, to: Halves, half: Uint32Array, shift: number): boolean {
  const starts = new Uint32Array(BUCKETS);
  for (let at = 0; at < half.length; at++) starts[(half[at]! >>> shift) & (BUCKETS - 1)]!++;
  if (starts[(half[0]! >>> shift) & (BUCKETS - 1)] === half.length) return false;
  let sum = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = starts[bucket]!;
    starts[bucket] = sum;
    sum += count;
  }
  for (let at = 0; at < half.length; at++) {
    const place = starts[(half[at]! >>> shift) & (BUCKETS - 1)]!++;
    to.low[place] = from.low[at]!;
    to.high[place] = from.high[at]!;
  }
  return true;
}
