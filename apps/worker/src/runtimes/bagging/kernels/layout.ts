// The parameter block at address 0 and what every thread keeps of it; bag-memory.ts writes it between calls.
import { joinTeam } from '../../forest/kernels/sync';

/** An element of a thread's list: row u32 at 0, class u32 at 4, weight f64 at 8, target f64 at 16. */
export const ELEMENT: usize = 24;
/** A node: column 0 (-1: leaf), cut 4, missing left 8, first child or number of the leaf 12, rows 16, gain 24. */
export const NODE: usize = 32;
/** Nodes still to be split, at most log2(rows) of them: from 0, count 4, depth 8, node 12. */
export const STACKED: usize = 16;
export const STACK: i32 = 64;

export let me: i32 = 0;
export let rows: i32 = 0;
export let features: i32 = 0;
/** Numbers in a leaf: 1 for a number and for two classes, else one per class. */
export let values: i32 = 1;
export let minRows: i32 = 1;
export let maxDepth: i32 = 0;
export let tried: i32 = 1;
/** Rows drawn with replacement; 0: all rows, once. */
export let draws: i32 = 0;
export let weighted: bool = false;
export let codes: usize = 0;
export let label: usize = 0;
export let weight: usize = 0;
export let bagSum: usize = 0;
export let bagCount: usize = 0;
export let list: usize = 0;
export let spare: usize = 0;
export let counts: usize = 0;
export let nodes: usize = 0;
export let leafValues: usize = 0;
export let order: usize = 0;
export let stack: usize = 0;
export let cells: usize = 0;
export let sums: usize = 0;

/** Word `at` of the parameter block. */
// @ts-ignore: decorator
@inline
export function word(at: i32): u32 {
  return load<u32>(<usize>at << 2);
}

/** What a leaf's value is multiplied by before it is added up as a whole number. */
export function bagScale(): f64 {
  return load<f64>(960);
}

export function setUp(thread: i32): void {
  me = thread;
  rows = word(0);
  features = word(1);
  values = word(3);
  minRows = word(4);
  maxDepth = word(5);
  tried = word(6);
  draws = word(7);
  weighted = word(8) != 0;
  codes = word(16);
  label = word(17);
  weight = word(18);
  bagSum = word(19);
  bagCount = word(20);
  const mine = <usize>me;
  list = <usize>word(21) + mine * <usize>rows * ELEMENT;
  spare = <usize>word(22) + mine * <usize>rows * ELEMENT;
  counts = <usize>word(23) + mine * <usize>rows * 4;
  nodes = <usize>word(24) + mine * <usize>word(9) * NODE;
  leafValues = <usize>word(25) + mine * <usize>word(10) * <usize>values * 4;
  order = <usize>word(26) + mine * <usize>features * 4;
  stack = <usize>word(27) + mine * <usize>STACK * STACKED;
  cells = <usize>word(28) + mine * 256 * cellBytes();
  sums = <usize>word(29) + mine * 4 * cellBytes();
  joinTeam(word(30), word(2));
}

/** Bytes of the sums of some rows: how many 0, weight 8, from 16 on the weighted targets (one per class). */
// @ts-ignore: decorator
@inline
export function cellBytes(): usize {
  return <usize>(values + 2) << 3;
}
