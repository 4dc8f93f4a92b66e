// The two products of a net, in tiles of 4 x 8 sums that stay in registers. Weights lie in panels of 8 columns, one panel
// after the other, each `inner` steps of 8 floats long, so that a panel is read from end to end.

/** What becomes of a sum: itself; 0 below 0; 0 where the answer below was not above 0. */
export const PLAIN: i32 = 0;
export const RELU: i32 = 1;
export const WHERE_ABOVE: i32 = 2;

/** Steps of a panel that lie in the first-level cache together with four rows. */
const STRETCH: i32 = 512;

let from: usize = 0;
let fromStride: usize = 0;
let to: usize = 0;
let toStride: usize = 0;
let mask: usize = 0;
let intercepts: usize = 0;

/** Where the rows lie, where their sums go, and what is added (0: nothing); `above` has the layout of the sums. */
export function products(a: usize, aStride: usize, c: usize, cStride: usize, added: usize, above: usize): void {
  from = a;
  fromStride = aStride;
  to = c;
  toStride = cStride;
  intercepts = added;
  mask = above;
}

/** c = end(a b + intercepts) of `count` rows, rounded up to 4; `inner` is a multiple of 4, `columns` of 8. */
export function multiply(b: usize, inner: i32, count: i32, columns: i32, end: i32): void {
  for (let column = 0; column < columns; column += 8) {
    const panel = b + ((<usize>column * inner) << 2);
    for (let step = 0; step < inner; step += STRETCH) {
      const steps = min<i32>(STRETCH, inner - step);
      const last = step + steps == inner;
      for (let row = 0; row < count; row += 4)
        tile(row, column, panel + (<usize>step << 5), step, steps, last ? end : PLAIN);
    }
  }
}

/** Four rows times `steps` steps of a panel; the first steps begin with the intercepts, others with the sums so far. */
function tile(row: i32, column: i32, panel: usize, step: i32, steps: i32, end: i32): void {
  const c = to + <usize>row * toStride + (<usize>column << 2);
  let a0 = from + <usize>row * fromStride + (<usize>step << 2);
  let a1 = a0 + fromStride;
  let a2 = a1 + fromStride;
  let a3 = a2 + fromStride;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  if (step == 0 && intercepts != 0) {
    s0 = v128.load(intercepts + (<usize>column << 2));
    s1 = v128.load(intercepts + (<usize>column << 2), 16);
  }
  let s2 = s0;
  let s3 = s1;
  let s4 = s0;
  let s5 = s1;
  let s6 = s0;
  let s7 = s1;
  if (step != 0) {
    s0 = v128.load(c);
    s1 = v128.load(c, 16);
    s2 = v128.load(c + toStride);
    s3 = v128.load(c + toStride, 16);
    s4 = v128.load(c + 2 * toStride);
    s5 = v128.load(c + 2 * toStride, 16);
    s6 = v128.load(c + 3 * toStride);
    s7 = v128.load(c + 3 * toStride, 16);
  }
  const stop = panel + (<usize>steps << 5);
  for (let b = panel; b < stop; b += 32) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let x = v128.load32_splat(a0);
    s0 = f32x4.add(s0, f32x4.mul(x, left));
    s1 = f32x4.add(s1, f32x4.mul(x, right));
    x = v128.load32_splat(a1);
    s2 = f32x4.add(s2, f32x4.mul(x, left));
    s3 = f32x4.add(s3, f32x4.mul(x, right));
    x = v128.load32_splat(a2);
    s4 = f32x4.add(s4, f32x4.mul(x, left));
    s5 = f32x4.add(s5, f32x4.mul(x, right));
    x = v128.load32_splat(a3);
    s6 = f32x4.add(s6, f32x4.mul(x, left));
    s7 = f32x4.add(s7, f32x4.mul(x, right));
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
  }
  const m = mask + (c - to);
  put(c, m, s0, s1, end);
  put(c + toStride, m + toStride, s2, s3, end);
  put(c + 2 * toStride, m + 2 * toStride, s4, s5, end);
  put(c + 3 * toStride, m + 3 * toStride, s6, s7, end);
}

/** pmax keeps what is no number: a net that is lost must not look like an answer. */
// @ts-ignore: decorator
@inline
function put(c: usize, m: usize, left: v128, right: v128, end: i32): void {
  const zero = f32x4.splat(0);
  if (end == RELU) {
    v128.store(c, f32x4.pmax(left, zero));
    v128.store(c, f32x4.pmax(right, zero), 16);
  } else if (end == WHERE_ABOVE) {
    v128.store(c, v128.and(left, f32x4.gt(v128.load(m), zero)));
    v128.store(c, v128.and(right, f32x4.gt(v128.load(m, 16), zero)), 16);
  } else {
    v128.store(c, left);
    v128.store(c, right, 16);
  }
}

/**
 * Gradients of a layer: of its weights `a` transposed times `d` in the panels of the weights, of its intercepts the sums of
 * `d`, over `count` rows. The first piece of a batch writes them, others add to them.
 */
export function gradients(
  a: usize,
  aStride: usize,
  d: usize,
  dStride: usize,
  count: i32,
  inputs: i32,
  columns: i32,
  ofWeights: usize,
  ofIntercepts: usize,
  first: bool,
): void {
  const end = d + <usize>count * dStride;
  for (let column = 0; column < columns; column += 8) {
    const deltas = d + (<usize>column << 2);
    addRows(deltas, dStride, end, ofIntercepts + (<usize>column << 2), first);
    const panel = ofWeights + ((<usize>column * inputs) << 2);
    for (let input = 0; input < inputs; input += 4)
      turnedTile(a + (<usize>input << 2), aStride, deltas, dStride, end, panel + (<usize>input << 5), first);
  }
}

function addRows(deltas: usize, stride: usize, end: usize, sums: usize, first: bool): void {
  let left = f32x4.splat(0);
  let right = left;
  if (!first) {
    left = v128.load(sums);
    right = v128.load(sums, 16);
  }
  for (let at = deltas; at < end; at += stride) {
    left = f32x4.add(left, v128.load(at));
    right = f32x4.add(right, v128.load(at, 16));
  }
  v128.store(sums, left);
  v128.store(sums, right, 16);
}

/** Four inputs times eight deltas, summed over rows; the 32 sums lie one after the other at `g`. */
function turnedTile(a: usize, aStride: usize, d: usize, dStride: usize, end: usize, g: usize, first: bool): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  if (!first) {
    s0 = v128.load(g);
    s1 = v128.load(g, 16);
    s2 = v128.load(g, 32);
    s3 = v128.load(g, 48);
    s4 = v128.load(g, 64);
    s5 = v128.load(g, 80);
    s6 = v128.load(g, 96);
    s7 = v128.load(g, 112);
  }
  let ins = a;
  for (let at = d; at < end; at += dStride) {
    const left = v128.load(at);
    const right = v128.load(at, 16);
    let x = v128.load32_splat(ins);
    s0 = f32x4.add(s0, f32x4.mul(x, left));
    s1 = f32x4.add(s1, f32x4.mul(x, right));
    x = v128.load32_splat(ins, 4);
    s2 = f32x4.add(s2, f32x4.mul(x, left));
    s3 = f32x4.add(s3, f32x4.mul(x, right));
    x = v128.load32_splat(ins, 8);
    s4 = f32x4.add(s4, f32x4.mul(x, left));
    s5 = f32x4.add(s5, f32x4.mul(x, right));
    x = v128.load32_splat(ins, 12);
    s6 = f32x4.add(s6, f32x4.mul(x, left));
    s7 = f32x4.add(s7, f32x4.mul(x, right));
    ins += aStride;
  }
  v128.store(g, s0);
  v128.store(g, s1, 16);
  v128.store(g, s2, 32);
  v128.store(g, s3, 48);
  v128.store(g, s4, 64);
  v128.store(g, s5, 80);
  v128.store(g, s6, 96);
  v128.store(g, s7, 112);
}

/** Weights the other way round, in panels of 8 inputs with a step per output: what goes back is a product like any other. */
export function turn(weights: usize, inputs: i32, columns: i32, turned: usize): void {
  for (let column = 0; column < columns; column += 4) {
    // Columns 0-3 and 4-7 of a panel lie side by side.
    const panel = weights + ((<usize>(column & ~7) * inputs + (column & 4)) << 2);
    for (let input = 0; input < inputs; input += 4) {
      const at = panel + (<usize>input << 5);
      const to = turned + ((<usize>(input & ~7) * columns + (<usize>column << 3) + (input & 4)) << 2);
      const a = v128.load(at);
      const b = v128.load(at, 32);
      const c = v128.load(at, 64);
      const d = v128.load(at, 96);
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
      v128.store(to, v128.shuffle<f64>(ab, cd, 1, 3), 32);
      v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 0, 2), 64);
      v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 1, 3), 96);
    }
  }
}
