import { outputWidth } from '@millrace/pipeline-core/release';
import { damagedModel } from '../damaged-model';
import type { FeatureColumn, RowScorer, StoredModel } from '../model-runtime';
import { checkColumns, numberValue } from '../row-values';
import { findAmongAll } from './find-all';
import { buildTree, findInTree } from './kd-tree';
import { decodeNeighbours, type NeighboursModel } from './model';
import { Nearest } from './nearest';
import { knownColumns, type Points, type Query } from './points';
import { usesTree } from './uses-tree';
import { vote } from './vote';

/** A scorer that finds the nearest train rows and lets them vote. A row's missing cells are not compared. */
export function loadNeighbours(stored: StoredModel): RowScorer {
  const model = decodeNeighbours(stored);
  const { features } = stored;
  const outputs = outputWidth(stored.task, stored.classes?.length ?? 0);
  const find = finder(model);
  const nearest = new Nearest(Math.min(model.neighbours, model.rows));
  const cells = new Float64Array(model.width);
  const answer = (out: Float64Array, at: number) => {
    for (let column = 0; column < model.width; column++)
      cells[column] = (cells[column]! - model.centre[column]!) * model.factor[column]!;
    nearest.clear();
    find({ cells, known: knownColumns(cells) }, nearest);
    out.fill(0, at, at + outputs);
    vote(model, nearest, { out, at });
    if (model.answers.kind === 'class') toShares(out, at, outputs);
  };
  return {
    outputs,
    scoreRow(row, out) {
      for (let column = 0; column < model.width; column++) cells[column] = numberValue(features[column]!, row[column]);
      answer(out, 0);
    },
    scoreBlock(columns, rows) {
      checkColumns(features, columns);
      const numbers = columns.map(numbersOf);
      const out = new Float64Array(rows * outputs);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < model.width; column++) cells[column] = numbers[column]![row]!;
        answer(out, row * outputs);
      }
      return out;
    },
  };
}

function finder(model: NeighboursModel): (query: Query, nearest: Nearest) => void {
  const { width, rows: count, cells, metric } = model;
  const points: Points = { width, count, cells, rows: Int32Array.from({ length: count }, (_, row) => row) };
  if (!usesTree(width)) return (query, nearest) => findAmongAll(points, query, { found: nearest, metric });
  const tree = buildTree(points);
  return (query, nearest) => findInTree(tree, query, { found: nearest, metric });
}

function toShares(out: Float64Array, at: number, outputs: number): void {
  let total = 0;
  for (let code = 0; code < outputs; code++) total += out[at + code]!;
  for (let code = 0; code < outputs; code++) out[at + code]! /= total;
}

function numbersOf(column: FeatureColumn): Float64Array {
  if (column.kind === 'number') return column.values;
  throw damagedModel({ seen: `a ${column.kind} feature "${column.name}"`, expected: 'numbers only among neighbours' });
}
