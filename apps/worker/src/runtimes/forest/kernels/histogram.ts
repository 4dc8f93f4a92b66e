// Histograms: cells of i64 per feature (256, or in a narrow one as many as it needs), `gradient sum * 2^32 + hessian sum`.
// Whole numbers: any order of adding gives the same bits, and parent minus child is exact.
import { barrier } from './sync';
import {
  binsRow,
  elems,
  FEATURE_BYTES,
  features,
  hist,
  lastOf,
  me,
  narrow,
  ownFrom,
  ownTo,
  partial,
  rowCut,
  shareFrom,
  shareTo,
  startOf,
  threads,
  valueOf,
} from './layout';

/** Keeps the loads of touching ahead alive. */
let touched: u32 = 0;

/** Adds the elements `from` to `to` of the list to features `first` to `end` of the histogram at `target`. */
function addElements(target: usize, from: i32, to: i32, first: i32, end: i32): void {
  if (narrow) addNarrow(target, from, to, first, end);
  else addWide(target, from, to, first, end);
}

function addNarrow(target: usize, from: i32, to: i32, first: i32, end: i32): void {
  for (let at = from; at < to; at++) {
    const element = load<i64>(elems + (<usize>at << 3));
    const value = valueOf(element);
    const row = binsRow + <usize>(<u32>element) * <usize>features;
    for (let feature = first; feature < end; feature++) {
      const cell = <u32>load<u8>(row + feature) & lastOf(feature);
      const a = target + startOf(feature) + (<usize>cell << 3);
      store<i64>(a, load<i64>(a) + value);
    }
  }
}

function addWide(target: usize, from: i32, to: i32, first: i32, end: i32): void {
  const pairs = first + ((end - first) & ~1);
  for (let batch = from; batch < to; batch += 64) {
    const stop = min<i32>(batch + 64, to);
    // Asks for the row of every element first, so that the misses overlap.
    let sink: u32 = 0;
    for (let at = batch; at < stop; at++) {
      sink += load<u8>(binsRow + <usize>load<u32>(elems + (<usize>at << 3)) * <usize>features + first);
    }
    touched += sink;
    for (let at = batch; at < stop; at++) {
      const element = load<i64>(elems + (<usize>at << 3));
      const value = valueOf(element);
      const row = binsRow + <usize>(<u32>element) * <usize>features;
      let cells = target + <usize>first * FEATURE_BYTES;
      let feature = first;
      for (; feature < pairs; feature += 2) {
        const a = cells + (<usize>load<u8>(row + feature) << 3);
        const b = cells + (<usize>load<u8>(row + feature, 1) << 3) + FEATURE_BYTES;
        store<i64>(a, load<i64>(a) + value);
        store<i64>(b, load<i64>(b) + value);
        cells += FEATURE_BYTES * 2;
      }
      if (feature < end) {
        const a = cells + (<usize>load<u8>(row + feature) << 3);
        store<i64>(a, load<i64>(a) + value);
      }
    }
  }
}

/**
 * The histogram of `count` elements from `from` on, into `target`: afterwards this thread's own features are complete
 * (others' after the next meeting). Many rows: each thread adds a share of them to a histogram of its own, all meet, and
 * each merges its features. Few: each thread adds all of them to its features.
 */
export function buildHistogram(target: usize, from: i32, count: i32): void {
  const ownStart = startOf(ownFrom);
  const ownBytes = startOf(ownTo) - ownStart;
  memory.fill(target + ownStart, 0, ownBytes);
  if (count < rowCut || threads == 1) {
    addElements(target, from, from + count, ownFrom, ownTo);
    return;
  }
  const whole = startOf(features);
  const mine = partial + <usize>me * whole;
  memory.fill(mine, 0, whole);
  addElements(mine, from + shareFrom(count), from + shareTo(count), 0, features);
  barrier();
  for (let thread = 0; thread < threads; thread++) {
    const other = partial + <usize>thread * whole + ownStart;
    for (let at: usize = 0; at < ownBytes; at += 16) {
      const place = target + ownStart + at;
      v128.store(place, i64x2.add(v128.load(place), v128.load(other + at)));
    }
  }
  // Nobody clears `partial` before the next meeting: the search of both children ends in one.
}

/** Parent minus child into the parent's place, own features. */
export function subtractHistogram(parent: usize, child: usize): void {
  const end = startOf(ownTo);
  for (let at = startOf(ownFrom); at < end; at += 16) {
    v128.store(parent + at, i64x2.sub(v128.load(parent + at), v128.load(child + at)));
  }
}

/** Address of the histogram in a slot. */
// @ts-ignore: decorator
@inline
export function histogramAt(slot: i32): usize {
  return hist + <usize>slot * startOf(features);
}
