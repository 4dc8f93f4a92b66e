// The parameter block at address 0, and after it the layers, as kernel-plan.ts writes them before `setUp`. What each copy
// has for itself lies in one stretch, those of the copies one behind the other: `enter` says whose is meant.
import { joinTeam } from '../../forest/kernels/sync';

/** Where the layers begin, and bytes of each. */
const LAYERS: usize = 512;
const LAYER: usize = 64;

export const BINARY: i32 = 0;
export const MULTICLASS: i32 = 1;

export let me: i32 = 0;
export let threads: i32 = 1;
/** Into so many parts each batch is cut, however many threads compute them. */
export let copies: i32 = 1;
/** From what belongs to one copy to the same of the next. */
export let copyBytes: usize = 0;
export let rows: i32 = 0;
export let heldRows: i32 = 0;
export let width: i32 = 0;
export let batch: i32 = 0;
/** Rows that go through the net at once, a multiple of 4; a part of a batch is cut into such pieces. */
export let piece: i32 = 0;
export let layers: i32 = 0;
export let head: i32 = 0;
/** Sums of the last layer. */
export let outputs: i32 = 0;

export let cells: usize = 0;
export let targets: usize = 0;
export let weights: usize = 0;
export let order: usize = 0;
export let heldCells: usize = 0;
export let heldTargets: usize = 0;
export let heldWeights: usize = 0;
export let parameters: usize = 0;
/** Of the first copy, and once all are added up, of the batch. */
export let gradient: usize = 0;
export let mean: usize = 0;
export let square: usize = 0;

/** Of the first copy: what each row of its piece should answer and weighs, and its losses. */
let firstTargets: usize = 0;
let firstWeights: usize = 0;
let firstLosses: usize = 0;
/** From the first copy to the one that is computed now. */
let shift: usize = 0;

export let learningRate: f64 = 0;
export let l2: f64 = 0;
/** beta1 and beta2 of Adam, to the power of the steps so far: every thread counts for itself. */
export let power1: f64 = 0;
export let power2: f64 = 0;

// @ts-ignore: decorator
@inline
function word(at: i32): u32 {
  return load<u32>(<usize>at << 2);
}

/** Reads the parameter block; call it once the host has written it. */
export function setUp(thread: i32): void {
  me = thread;
  rows = word(0);
  heldRows = word(1);
  width = word(2);
  batch = word(3);
  piece = word(4);
  layers = word(5);
  head = word(6);
  outputs = word(7);
  copies = word(8);
  threads = word(9);
  copyBytes = word(10);
  cells = word(16);
  targets = word(17);
  weights = word(18);
  order = word(19);
  heldCells = word(20);
  heldTargets = word(21);
  heldWeights = word(22);
  parameters = word(23);
  gradient = word(24);
  mean = word(25);
  square = word(26);
  firstTargets = word(27);
  firstWeights = word(28);
  firstLosses = word(29);
  learningRate = load<f64>(256);
  l2 = load<f64>(264);
  power1 = load<f64>(272);
  power2 = load<f64>(280);
  joinTeam(word(30), threads);
}

/** One step more. Multiplied up: powers of a library differ in their last bit. */
export function countPowers(beta1: f64, beta2: f64): void {
  power1 *= beta1;
  power2 *= beta2;
}

/** About how many rows more a call does; written by the host. */
// @ts-ignore: decorator
@inline
export function most(): i64 {
  return <i64>word(11);
}

/** Tells the host how many rows are done since `begin`. */
export function tellDone(count: i32): void {
  if (me == 0) store<i32>(48, count);
}

/** What follows is of this copy. */
export function enter(copy: i32): void {
  shift = <usize>copy * copyBytes;
}

// @ts-ignore: decorator
@inline
export function pieceTargets(): usize {
  return firstTargets + shift;
}

// @ts-ignore: decorator
@inline
export function pieceWeights(): usize {
  return firstWeights + shift;
}

// @ts-ignore: decorator
@inline
export function ownGradient(): usize {
  return gradient + shift;
}

/** Of the copy's losses since `begin`, each times its row's weight: read by the host. */
// @ts-ignore: decorator
@inline
export function lossSum(): f64 {
  return load<f64>(firstLosses + shift);
}

// @ts-ignore: decorator
@inline
export function setLossSum(sum: f64): void {
  store<f64>(firstLosses + shift, sum);
}

// @ts-ignore: decorator
@inline
export function layerAt(at: i32): usize {
  return LAYERS + <usize>at * LAYER;
}

/** Inputs rounded up to 4. */
// @ts-ignore: decorator
@inline
export function inputsOf(layer: usize): i32 {
  return load<i32>(layer);
}

/** Outputs rounded up to 8. */
// @ts-ignore: decorator
@inline
export function columnsOf(layer: usize): i32 {
  return load<i32>(layer, 4);
}

/** Byte of its weights and of its intercepts among the parameters. */
// @ts-ignore: decorator
@inline
export function weightsOf(layer: usize): usize {
  return load<u32>(layer, 8);
}

// @ts-ignore: decorator
@inline
export function interceptsOf(layer: usize): usize {
  return load<u32>(layer, 12);
}

/** Address of its weights the other way round; the first layer has none. */
// @ts-ignore: decorator
@inline
export function turnedOf(layer: usize): usize {
  return <usize>load<u32>(layer, 16) + shift;
}

/** Address and bytes of a row of what goes in, and of what comes out; what the loss makes of it lies as that does. */
// @ts-ignore: decorator
@inline
export function insOf(layer: usize): usize {
  return <usize>load<u32>(layer, 20) + shift;
}

// @ts-ignore: decorator
@inline
export function inStrideOf(layer: usize): usize {
  return load<u32>(layer, 24);
}

// @ts-ignore: decorator
@inline
export function outsOf(layer: usize): usize {
  return <usize>load<u32>(layer, 28) + shift;
}

// @ts-ignore: decorator
@inline
export function outStrideOf(layer: usize): usize {
  return load<u32>(layer, 32);
}

// @ts-ignore: decorator
@inline
export function deltasOf(layer: usize): usize {
  return <usize>load<u32>(layer, 36) + shift;
}
