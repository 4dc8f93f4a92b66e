import { type FeatureBinning, learnBinnings } from '../forest/binned-table';
import { OTHER_BIN } from '../forest/categories';
import { codedTable } from '../forest/coded-table';
import { MISSING_BIN } from '../forest/cuts';
import type { TrainingRows } from '../model-runtime';
import type { BagTarget } from './bag-target';
import type { BagFeature } from './model';
import { orderLevels } from './order-levels';

/** Rows as ordered codes, column after column: bins of numbers, places of categories, 255 where a cell is missing. */
export type BagTable = {
  rows: number;
  /** Column of this table -> index in the model's features; constant ones are left out. */
  used: Int32Array;
  codes: Uint8Array;
  binnings: FeatureBinning[];
  /** How the model reads each feature. */
  features: BagFeature[];
};

export function bagTable(train: TrainingRows, target: BagTarget, maxBins: number): BagTable {
  const binnings = learnBinnings(train.features, maxBins);
  const { rows, used, codes } = codedTable({ features: train.features, binnings, rows: train.rows });
  const features = binnings.map(
    (binning): BagFeature =>
      binning.kind === 'number'
        ? { kind: 'number', offset: binning.offset }
        : { kind: 'category', ranks: Uint8Array.from({ length: binning.levels.length + 1 }, (_, place) => place) },
  );
  used.forEach((feature, column) => {
    const binning = binnings[feature]!;
    if (binning.kind === 'number') return;
    const own = codes.subarray(column * rows, (column + 1) * rows);
    const ranks = orderLevels(binning, own, target);
    features[feature] = { kind: 'category', ranks };
    const place = new Uint8Array(256).fill(MISSING_BIN);
    place.set(ranks.subarray(0, binning.levels.length));
    place[OTHER_BIN] = ranks[binning.levels.length]!;
    place[MISSING_BIN] = MISSING_BIN;
    own.forEach((code, row) => {
      own[row] = place[code]!;
    });
  });
  return { rows, used, codes, binnings, features };
}
