// The parameter block at address 0 and what every thread keeps of it. Offsets: kernel-memory.ts.
// The host writes the block between calls only, so that no thread reads it meanwhile.
import { joinTeam } from './sync';

/** Bytes of one feature in a wide histogram: 256 cells of i64. */
export const FEATURE_BYTES: usize = 2048;
/** Bytes of a leaf in a thread's own table, of a node of the grown tree, of a best split, of an exchange slot. */
export const LEAF_BYTES: usize = 128;
export const NODE_BYTES: usize = 320;
export const BEST_BYTES: usize = 64;
export const SLOT_BYTES: usize = 64;
/** Private bytes of a thread: order i32[256], keys f64[256], go-left u8[256], filled u8[256]. */
export const SCRATCH_BYTES: usize = 4096;
export const SUM_BLOCK: i32 = 4096;

export const LOG_LOSS: i32 = 0;
export const SOFTMAX: i32 = 1;
export const SQUARED: i32 = 2;
export const POISSON: i32 = 3;
export const QUANTILE: i32 = 4;

export let me: i32 = 0;
export let rows: i32 = 0;
export let features: i32 = 0;
export let threads: i32 = 1;
export let maxLeaves: i32 = 0;
export let outputs: i32 = 1;
export let loss: i32 = 0;
export let weighted: bool = false;
export let levels: i32 = 1;
export let rowCut: i32 = 0;
/** Each feature has only the cells it needs in a histogram. */
export let narrow: bool = false;
/** Some feature may only rise or fall: leaves have bounds. */
export let constrained: bool = false;
export let binsRow: usize = 0;
export let binsCol: usize = 0;
export let elems: usize = 0;
export let tmpLeft: usize = 0;
export let tmpRight: usize = 0;
export let score: usize = 0;
export let label: usize = 0;
export let weight: usize = 0;
export let prob: usize = 0;
export let hist: usize = 0;
export let partial: usize = 0;
export let best: usize = 0;
export let leafTable: usize = 0;
export let treeOut: usize = 0;
export let exchange: usize = 0;
export let blockSums: usize = 0;
export let featureInfo: usize = 0;
export let active: usize = 0;
export let scratch: usize = 0;
export let heldRows: i32 = 0;
export let heldCols: usize = 0;
export let heldScore: usize = 0;
export let heldLabel: usize = 0;
export let heldWeight: usize = 0;
export let heldWeighted: bool = false;
/** Features this thread owns: from, to. */
export let ownFrom: i32 = 0;
export let ownTo: i32 = 0;

/** Word `at` of the parameter block. */
// @ts-ignore: decorator
@inline
export function word(at: i32): u32 {
  return load<u32>(<usize>at << 2);
}

/** Double `at` of the parameter block; they begin at byte 512. */
// @ts-ignore: decorator
@inline
export function double(at: i32): f64 {
  return load<f64>(512 + (<usize>at << 3));
}

export function setUp(thread: i32): void {
  me = thread;
  rows = word(0);
  features = word(1);
  threads = word(2);
  maxLeaves = word(3);
  outputs = word(4);
  loss = word(5);
  weighted = word(6) != 0;
  levels = word(7);
  rowCut = word(8);
  narrow = word(36) != 0;
  constrained = word(35) != 0;
  binsRow = word(9);
  binsCol = word(10);
  elems = word(11);
  tmpLeft = word(12);
  tmpRight = word(13);
  score = word(14);
  label = word(15);
  weight = word(16);
  prob = word(17);
  hist = word(18);
  partial = word(19);
  const sync = word(20);
  best = word(21);
  leafTable = <usize>word(22) + <usize>me * <usize>maxLeaves * LEAF_BYTES;
  treeOut = word(23);
  exchange = word(24);
  blockSums = word(25);
  featureInfo = word(26);
  active = word(27);
  scratch = <usize>word(28) + <usize>me * SCRATCH_BYTES;
  heldRows = word(29);
  heldCols = word(30);
  heldScore = word(31);
  heldLabel = word(32);
  heldWeight = word(33);
  heldWeighted = word(34) != 0;
  ownFrom = <i32>((<i64>features * me) / threads);
  ownTo = <i32>((<i64>features * (me + 1)) / threads);
  joinTeam(sync, threads);
}

/** What is known of a feature: kind 0, bins or levels 4, first byte in a histogram 8, last cell 12. One more ends the list. */
// @ts-ignore: decorator
@inline
export function infoOf(feature: i32): usize {
  return featureInfo + (<usize>feature << 4);
}

/** First byte of a feature in a histogram; of the one behind the last, the bytes of a histogram. */
// @ts-ignore: decorator
@inline
export function startOf(feature: i32): usize {
  return <usize>load<u32>(infoOf(feature), 8);
}

/** Last cell of a feature, 2^n - 1: the cell of a bin code is `code & last`, which puts 254 and 255 behind all values. */
// @ts-ignore: decorator
@inline
export function lastOf(feature: i32): u32 {
  return load<u32>(infoOf(feature), 12);
}

/** First of this thread's share of `count` things; shares begin at multiples of 4. */
// @ts-ignore: decorator
@inline
export function shareFrom(count: i32): i32 {
  return min<i32>(count, shareSize(count) * me);
}

// @ts-ignore: decorator
@inline
export function shareTo(count: i32): i32 {
  return min<i32>(count, shareSize(count) * (me + 1));
}

// @ts-ignore: decorator
@inline
function shareSize(count: i32): i32 {
  return ((count + threads - 1) / threads + 3) & ~3;
}

/** Gradient sum and hessian sum of an element as one number: `gradient * 2^32 + hessian`. */
// @ts-ignore: decorator
@inline
export function valueOf(element: i64): i64 {
  return ((element >> 48) << 32) + ((element >>> 32) & 0xffff);
}

// @ts-ignore: decorator
@inline
export function gradientOf(sum: i64): f64 {
  return <f64>(sum >> 32);
}

// @ts-ignore: decorator
@inline
export function hessianOf(sum: i64): f64 {
  return <f64>(sum & 0xffffffff);
}
