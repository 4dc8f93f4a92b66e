import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { FeatureColumn } from '../model-runtime';
import { binCategories, type CategoryBinning, categoryBinning, OTHER_BIN } from './categories';
import { binNumbers, MISSING_BIN, type NumberBinning, numberBinning } from './cuts';

export type FeatureBinning = NumberBinning | CategoryBinning;

/** Rows as raw bin codes (0-254, 255 missing), column after column. Only `used` features are kept: a constant one can split nothing. */
export type CodedTable = {
  rows: number;
  /** Column of this table -> index in the model's features. */
  used: Int32Array;
  binnings: FeatureBinning[];
  codes: Uint8Array;
};

/** Value bins of a feature; behind them lie one cell for other categories (category features) and one for missing. */
export function valueBins(binning: FeatureBinning): number {
  return binning.kind === 'number' ? binning.cuts.length + 1 : binning.levels.length + 1;
}

/** Cells a feature takes in the histogram. */
export function cellCount(binning: FeatureBinning): number {
  return valueBins(binning) + 1;
}

/** Position of a bin code among the cells of its feature. */
export function cellOfCode(binning: FeatureBinning, code: number): number {
  if (code === MISSING_BIN) return valueBins(binning);
  return code === OTHER_BIN && binning.kind === 'category' ? binning.levels.length : code;
}

/** Bin code that a cell of a feature stands for. */
export function codeOfCell(binning: FeatureBinning, cell: number): number {
  if (cell === valueBins(binning)) return MISSING_BIN;
  return binning.kind === 'category' && cell === binning.levels.length ? OTHER_BIN : cell;
}

/** Learns how to read every feature from the training rows. */
export function learnBinnings(features: readonly FeatureColumn[], maxBins: number): FeatureBinning[] {
  return features.map((feature) => {
    switch (feature.kind) {
      case 'number':
        return numberBinning({ name: feature.name, values: feature.values, maxBins });
      case 'category':
        return categoryBinning(feature.name, feature.values);
      case 'text':
      case 'vector':
        throw new TypeError(`feature ${feature.name}: trees read no ${feature.kind} column`);
      default:
        return assertNever(feature);
    }
  });
}

/** Raw bin codes, column after column. */
export function binCodes(
  features: readonly FeatureColumn[],
  binnings: readonly FeatureBinning[],
  rows: number,
): Uint8Array {
  const codes = new Uint8Array(features.length * rows);
  features.forEach((feature, at) => {
    const binning = binnings[at]!;
    if (feature.kind === 'number' && binning.kind === 'number') binNumbers(feature.values, binning, codes, at * rows);
    else if (feature.kind === 'category' && binning.kind === 'category')
      binCategories(feature.values, binning, codes, at * rows);
    else throw new TypeError(`feature ${feature.name}: got a ${feature.kind} column, expected ${binning.kind}`);
  });
  return codes;
}

/** Features whose training rows fall into at least two bins. */
export function splittableFeatures(codes: Uint8Array, features: number, rows: number): Int32Array {
  const varies = (feature: number) => {
    const first = codes[feature * rows];
    for (let row = 1; row < rows; row++) if (codes[feature * rows + row] !== first) return true;
    return false;
  };
  return Int32Array.from({ length: features }, (_, feature) => feature).filter(varies);
}
