// The best cut of a node among random features. Codes are ordered for categories too (order-levels.ts); 255 is missing.
import { rowBits } from '../../forest/kernels/numeric';
import { cellBytes, cells, codes, ELEMENT, features, list, minRows, order, rows, sums, tried } from './layout';
import { addElement, addSums, clearSums, worthOf, worthOfRest } from './sums';

export let bestGain: f64 = 0;
export let bestFeature: i32 = -1;
export let bestCut: i32 = 0;
export let bestMissingLeft: i32 = 0;

/** The best cut lies behind the code looked at last: half-way to the next one, which is still to come. */
let open: bool = false;
/** Behind the last code: all that is not missing. */
const ALL: i32 = 254;

let seed: i32 = 0;
let step: i32 = 0;
/** A bit per code that rows of the node have. */
let seen0: u64 = 0;
let seen1: u64 = 0;
let seen2: u64 = 0;
let seen3: u64 = 0;

/** Starts the random choices of a tree anew. */
export function beginFeatures(treeSeed: i32): void {
  seed = treeSeed ^ 0x2545f491;
  step = 0;
  for (let at = 0; at < features; at++) store<i32>(order + (<usize>at << 2), at);
}

/**
 * Searches the `count` elements from `from` on, whose sums stand at `sums`. Features that are the same in all rows do not
 * count as tried; while nothing is found, more are tried than asked for.
 */
export function searchNode(from: i32, count: i32): bool {
  const whole = worthOf(sums);
  bestFeature = -1;
  // Rounding noise of two scores lies far below this.
  bestGain = abs<f64>(whole) * 1e-12 + 1e-300;
  let looked = 0;
  for (let at = 0; at < features; at++) {
    if (looked >= tried && bestFeature >= 0) break;
    const left = <u64>(features - at);
    const other = at + <i32>((<u64>rowBits(seed, step++) * left) >>> 32);
    const feature = load<i32>(order + (<usize>other << 2));
    store<i32>(order + (<usize>other << 2), load<i32>(order + (<usize>at << 2)));
    store<i32>(order + (<usize>at << 2), feature);
    if (searchFeature(feature, from, count, whole)) looked++;
  }
  return bestFeature >= 0;
}

/** False when all rows have the same code. */
function searchFeature(feature: i32, from: i32, count: i32, whole: f64): bool {
  fillCells(codes + <usize>feature * <usize>rows, from, count);
  const missing = cells + 255 * cellBytes();
  const hasMissing = (seen3 >>> 63) != 0;
  seen3 &= 0x7fffffffffffffff;
  const bins = <i32>(popcnt(seen0) + popcnt(seen1) + popcnt(seen2) + popcnt(seen3));
  if (bins + (hasMissing ? 1 : 0) > 1) {
    const left = sums + cellBytes();
    clearSums(left);
    scan(left, hasMissing ? bins : bins - 1, feature, whole, 0);
    if (hasMissing) {
      clearSums(left);
      addSums(left, missing);
      scan(left, bins - 1, feature, whole, 1);
    }
  }
  clearSeen(0, seen0);
  clearSeen(64, seen1);
  clearSeen(128, seen2);
  clearSeen(192, seen3);
  if (hasMissing) clearSums(missing);
  return bins + (hasMissing ? 1 : 0) > 1;
}

function fillCells(column: usize, from: i32, count: i32): void {
  seen0 = 0;
  seen1 = 0;
  seen2 = 0;
  seen3 = 0;
  const end = list + <usize>(from + count) * ELEMENT;
  const size = cellBytes();
  for (let at = list + <usize>from * ELEMENT; at < end; at += ELEMENT) {
    const code = load<u8>(column + <usize>load<u32>(at));
    addElement(cells + <usize>code * size, at);
    const bit: u64 = <u64>1 << <u64>(code & 63);
    if (code < 128) {
      if (code < 64) seen0 |= bit;
      else seen1 |= bit;
    } else if (code < 192) seen2 |= bit;
    else seen3 |= bit;
  }
}

/** Every cell is empty again after a search, so that nothing has to be cleared that was not used. */
function clearSeen(first: i32, seen: u64): void {
  const size = cellBytes();
  for (let rest = seen; rest != 0; rest &= rest - 1) clearSums(cells + <usize>(first + <i32>ctz(rest)) * size);
}

/** Weighs a cut between each of the first `cuts` codes there are and the next one; `left` holds what is left of all (missing rows, or none). */
function scan(left: usize, cuts: i32, feature: i32, whole: f64, missingLeft: i32): void {
  open = false;
  let done = scanWord(left, 0, seen0, cuts, 0, feature, whole, missingLeft);
  done = scanWord(left, 64, seen1, cuts, done, feature, whole, missingLeft);
  done = scanWord(left, 128, seen2, cuts, done, feature, whole, missingLeft);
  scanWord(left, 192, seen3, cuts, done, feature, whole, missingLeft);
  if (open) bestCut = ALL;
}

function scanWord(
  left: usize,
  first: i32,
  seen: u64,
  cuts: i32,
  before: i32,
  feature: i32,
  whole: f64,
  missingLeft: i32,
): i32 {
  const size = cellBytes();
  let done = before;
  for (let rest = seen; rest != 0; rest &= rest - 1) {
    const code = first + <i32>ctz(rest);
    if (open) {
      bestCut = (bestCut + code) >> 1;
      open = false;
    }
    if (done >= cuts) break;
    addSums(left, cells + <usize>code * size);
    done++;
    const inLeft = load<f64>(left);
    if (inLeft < <f64>minRows || load<f64>(sums) - inLeft < <f64>minRows) continue;
    const gain = worthOf(left) + worthOfRest(sums, left) - whole;
    if (gain > bestGain) {
      bestGain = gain;
      bestFeature = feature;
      bestCut = code;
      open = true;
      bestMissingLeft = missingLeft;
    }
  }
  return done;
}
