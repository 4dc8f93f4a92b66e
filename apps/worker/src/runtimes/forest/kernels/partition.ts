// Splits a stretch of the list by a 256-byte table (1 = left) over the codes of one column, stable on both sides.
// Exchange slots 2 * thread + parity hold counts: left 0, right 4. Written before a meeting, read after it; the next
// split writes the other parity, so that a slow reader of this one is not overtaken.
import { barrier } from './sync';
import { elems, exchange, me, shareFrom, shareTo, SLOT_BYTES, threads, tmpLeft, tmpRight } from './layout';

/** Fewer elements are split by thread 0 alone. */
const SHARED_FROM: i32 = 4096;

let parity: i32 = 0;

// @ts-ignore: decorator
@inline
function slotOf(thread: i32): usize {
  return exchange + <usize>(2 * thread + parity) * SLOT_BYTES;
}

/** Returns how many go left; one meeting. With many elements a second one follows the copying. */
export function partition(from: i32, count: i32, column: usize, table: usize): i32 {
  parity ^= 1;
  if (count < SHARED_FROM || threads == 1) {
    if (me == 0) splitInPlace(from, from + count, column, table);
    barrier();
    return load<i32>(slotOf(0));
  }
  const first = from + shareFrom(count);
  splitApart(first, from + shareTo(count), column, table);
  barrier();
  let left = 0;
  for (let thread = 0; thread < threads; thread++) left += load<i32>(slotOf(thread));
  copyShare(from, first, left);
  barrier();
  return left;
}

function setCounts(left: i32, right: i32): void {
  store<i32>(slotOf(me), left);
  store<i32>(slotOf(me), right, 4);
}

/** Branch-free: every element is written to both targets and one of them moves on. */
function splitInPlace(from: i32, to: i32, column: usize, table: usize): void {
  const start = elems + (<usize>from << 3);
  const end = elems + (<usize>to << 3);
  let left = start;
  let right = tmpRight;
  for (let at = start; at < end; at += 8) {
    const element = load<i64>(at);
    const goes = <usize>load<u8>(table + load<u8>(column + <usize>(<u32>element)));
    store<i64>(left, element);
    store<i64>(right, element);
    left += goes << 3;
    right += (goes ^ 1) << 3;
  }
  memory.copy(left, tmpRight, right - tmpRight);
  setCounts(<i32>((left - start) >> 3), <i32>((right - tmpRight) >> 3));
}

function splitApart(from: i32, to: i32, column: usize, table: usize): void {
  const offset = <usize>from << 3;
  const end = elems + (<usize>to << 3);
  let left = tmpLeft + offset;
  let right = tmpRight + offset;
  for (let at = elems + offset; at < end; at += 8) {
    const element = load<i64>(at);
    const goes = <usize>load<u8>(table + load<u8>(column + <usize>(<u32>element)));
    store<i64>(left, element);
    store<i64>(right, element);
    left += goes << 3;
    right += (goes ^ 1) << 3;
  }
  setCounts(<i32>((left - tmpLeft - offset) >> 3), <i32>((right - tmpRight - offset) >> 3));
}

/** Both blocks of this thread's share, which began at `first`, to their places behind those of earlier threads. */
function copyShare(from: i32, first: i32, leftTotal: i32): void {
  let left = from;
  let right = from + leftTotal;
  for (let thread = 0; thread < me; thread++) {
    left += load<i32>(slotOf(thread));
    right += load<i32>(slotOf(thread), 4);
  }
  const offset = <usize>first << 3;
  memory.copy(elems + (<usize>left << 3), tmpLeft + offset, <usize>load<i32>(slotOf(me)) << 3);
  memory.copy(elems + (<usize>right << 3), tmpRight + offset, <usize>load<i32>(slotOf(me), 4) << 3);
}

/** Moves `count` elements that this thread has written to tmpLeft from `first` on behind those of earlier threads. Returns
 * how many there are in all; the caller meets before the list is read. */
export function gather(first: i32, count: i32): i32 {
  parity ^= 1;
  setCounts(count, 0);
  barrier();
  let before = 0;
  let all = 0;
  for (let thread = 0; thread < threads; thread++) {
    const found = load<i32>(slotOf(thread));
    if (thread < me) before += found;
    all += found;
  }
  memory.copy(elems + (<usize>before << 3), tmpLeft + (<usize>first << 3), <usize>count << 3);
  return all;
}
