import type { FeatureSpec } from '../model-runtime';
import type { BagTable } from './bag-table';

/** The features of a table as a model names them. */
export function specsOf({ binnings }: BagTable): FeatureSpec[] {
  return binnings.map((binning) =>
    binning.kind === 'number'
      ? { name: binning.name, kind: 'number' }
      : { name: binning.name, kind: 'category', levels: binning.levels },
  );
}
