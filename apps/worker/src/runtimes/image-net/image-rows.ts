import { PipelineError } from '@millrace/pipeline-core/errors';
import { rowWeights } from '../class-weights';
import type { TrainingRows, VectorColumn } from '../model-runtime';
import { meanOne } from '../nets/mean-one';
import { columnMoments, denseRows } from '../numeric-features';
import { place } from './image-size';

/** Images as they came, one after the other, what each should give, and what it weighs. */
export type ImageRows = {
  rows: number;
  /** Numbers of an image. */
  numbers: number;
  cells: Float32Array;
  /** Class codes, or standardised numbers. */
  targets: Float32Array;
  /** Mean 1. */
  weights: Float32Array;
};

/** Numbers that one row of these features holds. */
function numbersOfRow({ features }: Pick<TrainingRows, 'features'>): number {
  return features.reduce((sum, feature) => sum + (feature.kind === 'vector' ? feature.width : 1), 0);
}

/** How a target of numbers is standardised; null for classes. */
export type TargetScale = { mean: number; scale: number } | null;

export function targetScale(train: TrainingRows): TargetScale {
  if (train.target.kind === 'class') return null;
  const { mean, scale } = columnMoments([train.target.values], { weights: train.weights ?? null });
  return { mean: mean[0]!, scale: scale[0]! };
}

/** Throws `missing-values` where an image has a gap, and for features that are neither one vector nor numbers. */
export function imageRows(
  rows: TrainingRows,
  { scale, classWeights }: { scale: TargetScale; classWeights: 'none' | 'balanced' },
): ImageRows {
  return {
    rows: rows.rows,
    numbers: numbersOfRow(rows),
    cells: cellsOf(rows),
    targets: targetsOf(rows, scale),
    weights: meanOne(rowWeights(rows, classWeights), rows.rows),
  };
}

function cellsOf(rows: TrainingRows): Float32Array {
  const [first] = rows.features;
  if (rows.features.length === 1 && first?.kind === 'vector') return wholeImages(first);
  const { columns } = denseRows(rows, place);
  const cells = new Float32Array(rows.rows * columns.length);
  columns.forEach((column, at) => {
    for (let row = 0; row < rows.rows; row++) cells[row * columns.length + at] = column[row]!;
  });
  return cells;
}

function wholeImages({ name, width, values }: VectorColumn): Float32Array {
  // Vectors of no numbers: there is not one image.
  const gap = width === 0 ? 0 : values.findIndex((value) => !Number.isFinite(value));
  if (gap < 0) return values;
  const row = width === 0 ? 0 : Math.floor(gap / width);
  throw new PipelineError({
    code: 'missing-values',
    family: 'pipeline',
    place: `${place} › feature "${name}"`,
    seen: `no image in row ${row + 1} of those it reads, and perhaps in others`,
    expected: 'an image of finite numbers in every row',
    next: 'Add "Filter rows" before this step to leave out rows without an image.',
    column: name,
    row,
    fix: { addStep: 'filter-rows', before: true },
  });
}

function targetsOf({ target }: TrainingRows, scale: TargetScale): Float32Array {
  if (target.kind === 'class') return Float32Array.from(target.codes);
  const [mean, factor] = scale === null ? [0, 1] : [scale.mean, scale.scale === 0 ? 0 : 1 / scale.scale];
  return Float32Array.from(target.values, (value) => (value - mean) * factor);
}

/** How the numbers of a channel are standardised: (number - centre) x factor. */
export type ChannelScale = { centre: Float64Array; factor: Float64Array };

/** Mean and spread of each channel over all train images: pixels of one image are alike, unlike columns of a table. */
export function channelScale(cells: Float32Array, channels: number): ChannelScale {
  const centre = new Float64Array(channels);
  const factor = new Float64Array(channels);
  const count = cells.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let at = channel; at < cells.length; at += channels) sum += cells[at]!;
    const mean = sum / count;
    let squares = 0;
    for (let at = channel; at < cells.length; at += channels) squares += (cells[at]! - mean) ** 2;
    const deviation = Math.sqrt(squares / count);
    centre[channel] = mean;
    // Rounding leaves equal pixels a deviation of about 1e-16 of their value.
    factor[channel] = deviation > 1e-13 * Math.abs(mean) ? 1 / deviation : 0;
  }
  return { centre, factor };
}

/** Standardises images in place. */
export function standardise(cells: Float32Array, { centre, factor }: ChannelScale): void {
  const channels = centre.length;
  for (let at = 0; at < cells.length; at++) cells[at] = (cells[at]! - centre[at % channels]!) * factor[at % channels]!;
}
