import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';
import type { TargetTask } from '../model-runtime';
import type { BinnedTable } from './binned-table';
import { addGains } from './explain';
import { createGrower, type Grower, growTree } from './grow';
import { addTreeScores } from './grown-tree';
import { createLoss, type Loss, type LossRows } from './losses';
import type { ForestParams } from './params';
import { createQuantiser, packRows, type Quantiser, rowBits, type Scales, scalesOf } from './quantise';
import { type SearchLimits, softThreshold } from './search';

/** Rows to boost on: bin codes and targets. Validation codes lie column after column in the table's order. */
export type BoostingData = {
  task: TargetTask;
  classes: number;
  table: BinnedTable;
  train: LossRows;
  validation: { codes: Uint8Array; rows: LossRows } | null;
  features: number;
};

/** State of one fit, passed between the functions below. */
export type Boosting = {
  data: BoostingData;
  params: ForestParams;
  seed: number;
  loss: Loss;
  initialScores: Float64Array;
  /** A loss of its own for the validation rows: `prepare` remembers the probabilities it saw last. */
  validationLoss: Loss;
  grower: Grower;
  quantiser: Quantiser;
  gradient: Float64Array;
  hessian: Float64Array;
  scores: Float64Array;
  validationScores: Float64Array;
  /** Where the codes of each table column begin, in the training and the validation codes. */
  columns: Int32Array;
  validationColumns: Int32Array;
  /** 1: the row is in the current tree's list (used with row sampling). */
  inList: Uint8Array;
  /** Gain per model feature in the current round. */
  gains: Float64Array;
};

/** Scores start at the loss's constant; no tree has grown yet. */
export function createBoosting(data: BoostingData, params: ForestParams, seed: number): Boosting {
  const { table, train, validation } = data;
  const loss = createLoss(data.task, data.classes);
  const initialScores = loss.initialScores(data.train);
  const columns = Int32Array.from(table.used, (_, column) => column * table.rows);
  return {
    data,
    params,
    seed,
    loss,
    initialScores,
    validationLoss: createLoss(data.task, data.classes),
    grower: createGrower(table, params.leaves),
    quantiser: createQuantiser(table.rows, loss.constantHessian && train.weights === null),
    gradient: new Float64Array(table.rows),
    hessian: new Float64Array(table.rows),
    scores: repeated(initialScores, table.rows),
    validationScores: repeated(initialScores, validation?.rows.rows ?? 0),
    columns,
    validationColumns: Int32Array.from(table.used, (_, column) => column * (validation?.rows.rows ?? 0)),
    inList: new Uint8Array(table.rows),
    gains: new Float64Array(data.features),
  };
}

function repeated(values: Float64Array, rows: number): Float64Array {
  const result = new Float64Array(values.length * rows);
  for (let row = 0; row < rows; row++) result.set(values, row * values.length);
  return result;
}

/**
 * One round: a tree per output, handed to `keep` before the next one grows in the same arrays. Call `trainLoss` once
 * before the first round and after each: it also prepares the derivatives.
 */
export function boostRound(state: Boosting, round: number, keep: (tree: Grower['tree']) => void): void {
  state.gains = new Float64Array(state.data.features);
  for (let output = 0; output < state.loss.outputs; output++) {
    growOne(state, round, output);
    keep(state.grower.tree);
  }
}

/** Mean loss of the training rows at the scores so far. */
export function trainLoss({ data, loss, scores }: Boosting): number {
  return loss.prepare(data.train, scores);
}

/** One tree for one output: quantise, grow, value the leaves, add to all scores. */
function growOne(state: Boosting, round: number, output: number): void {
  const { data, grower, loss, gradient, hessian, scores, quantiser, params } = state;
  loss.derivatives(data.train, scores, output, gradient, hessian);
  const seed = hashSeed(state.seed, 'tree', round, output) | 0;
  const count = chooseRows(state, seed);
  const scales = scalesOf(quantiser, largest(state));
  packRows({ rows: grower.list.rows, count, gradient, hessian, quantiser, scales, seed, packed: grower.list.packed });
  const limits = searchLimits(params, quantiser, scales);
  const leaves = growTree(grower, { count, features: chooseFeatures(state, seed), limits });
  for (let leaf = 0; leaf < leaves; leaf++) valueLeaf(state, { leaf, output, scales, limits });
  if (params.rowFraction < 1 || data.train.weights !== null) scoreOthers(state, output);
  const { validation } = data;
  if (validation !== null) {
    addTreeScores({
      tree: grower.tree,
      codes: validation.codes,
      columns: state.validationColumns,
      rows: validation.rows.rows,
      scores: state.validationScores,
      outputs: loss.outputs,
      output,
      skip: null,
    });
  }
  addGains(state.gains, grower.tree, data.table, (scales.gradient * scales.gradient) / scales.hessian);
}

/** Writes the rows of this tree to the head of the list: not of weight 0, and kept by a hash when rows are sampled. */
function chooseRows(state: Boosting, seed: number): number {
  const { data, grower, params, inList } = state;
  const { rows, weights } = data.train;
  const list = grower.list.rows;
  const keepBelow = params.rowFraction * 2 ** 32;
  const sampled = params.rowFraction < 1;
  const sampleSeed = seed ^ 0x5bd1e995;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const keep = (weights === null || weights[row]! > 0) && (!sampled || rowBits(sampleSeed, row) >>> 0 < keepBelow);
    inList[row] = keep ? 1 : 0;
    list[count] = row;
    if (keep) count++;
  }
  return count;
}

/** Ascending columns of this tree. */
function chooseFeatures({ data, params }: Boosting, seed: number): Int32Array {
  const all = Int32Array.from(data.table.binnings, (_, column) => column);
  if (params.columnFraction === 1) return all;
  const wanted = Math.max(1, Math.round(all.length * params.columnFraction));
  return createRandom(seed).shuffle(all).slice(0, wanted).sort();
}

function largest({ data, loss, gradient, hessian }: Boosting): { gradient: number; hessian: number } {
  if (loss.bounds !== null) {
    const weight =
      data.train.weights === null ? 1 : data.train.weights.reduce((most, value) => Math.max(most, value), 0);
    return { gradient: loss.bounds.gradient * weight, hessian: loss.bounds.hessian * weight };
  }
  let g = 0;
  let h = 0;
  for (let row = 0; row < gradient.length; row++) {
    const size = Math.abs(gradient[row]!);
    if (size > g) g = size;
    if (hessian[row]! > h) h = hessian[row]!;
  }
  return { gradient: g, hessian: h };
}

/** Regularisation in quantised units. The 1e-9 keeps divisions finite when l2 is 0. */
export function searchLimits(params: ForestParams, { base }: Quantiser, scales: Scales): SearchLimits {
  return {
    base,
    l2: params.l2 / scales.hessian + 1e-9,
    l1: params.l1 / scales.gradient,
    minRows: params.minRowsPerLeaf,
    maxDepth: params.maxDepth === 0 ? Number.POSITIVE_INFINITY : params.maxDepth,
    minHessian: 1e-3 / scales.hessian,
    categoryL2: 10 / scales.hessian,
    categorySmooth: 10 / scales.hessian,
    groupRows: 100,
  };
}

/** Newton step of one leaf, into the tree and onto the scores of its rows. */
function valueLeaf(
  state: Boosting,
  options: { leaf: number; output: number; scales: Scales; limits: SearchLimits },
): void {
  const { grower, params, loss, scores } = state;
  const leaf = grower.leaves[options.leaf]!;
  const { scales, limits } = options;
  let gradient = leaf.gradient * scales.gradient;
  let hessian = leaf.hessian * scales.hessian;
  if (loss.exactLeaves) {
    gradient = sumInBlocks(state.gradient, grower.list.rows, leaf.from, leaf.to);
    hessian = sumInBlocks(state.hessian, grower.list.rows, leaf.from, leaf.to);
  }
  const step = softThreshold(gradient, params.l1) / (hessian + limits.l2 * scales.hessian);
  const value = -params.learningRate * step;
  grower.tree.value[leaf.node] = value;
  const { outputs } = loss;
  for (let at = leaf.from; at < leaf.to; at++) scores[grower.list.rows[at]! * outputs + options.output]! += value;
}

/** Sum over a stretch of the row list in blocks of 4096 counted from its start, so that threads can share it later. */
export function sumInBlocks(values: Float64Array, rows: Int32Array, from: number, to: number): number {
  let total = 0;
  for (let block = from; block < to; block += 4096) {
    const end = Math.min(block + 4096, to);
    let sum = 0;
    for (let at = block; at < end; at++) sum += values[rows[at]!]!;
    total += sum;
  }
  return total;
}

/** Rows the tree did not see get its value by a walk. */
function scoreOthers(state: Boosting, output: number): void {
  const { data, grower, scores, loss, columns, inList } = state;
  const { rows } = data.train;
  addTreeScores({
    tree: grower.tree,
    codes: data.table.codes,
    columns,
    rows,
    scores,
    outputs: loss.outputs,
    output,
    skip: inList,
  });
}

/** Loss and error rate (0 where it does not count) of the validation rows; null without any. */
export function validationLoss({ data, validationLoss: loss, validationScores }: Boosting): Held | null {
  if (data.validation === null) return null;
  const { rows } = data.validation;
  const mean = loss.prepare(rows, validationScores);
  return { loss: mean, error: loss.errorRate(rows) ?? 0, rows: rows.rows };
}

export type Held = { loss: number; error: number; rows: number };
