import type { Column } from '../../../schema/table-schema';
import { createRandom } from '../../../seeded-random';
import { businessDocuments } from './business-documents';
import { churn } from './churn';
import { documentPages } from './document-pages';
import { flowerSpecies } from './flower-species';
import { housePrices } from './house-prices';
import type { Sample, SampleCell } from './sample';

export const sampleNames = ['churn', 'house-prices', 'flower-species', 'business-documents', 'document-pages'] as const;
export type SampleName = (typeof sampleNames)[number];

export const samples: { [Name in SampleName]: Sample } = {
  churn,
  'house-prices': housePrices,
  'flower-species': flowerSpecies,
  'business-documents': businessDocuments,
  'document-pages': documentPages,
};

/** Rows of a sample, cells in the order of its columns. Equal arguments give equal rows; more rows begin with the same ones. */
export function generateSample(
  name: SampleName,
  rows: number,
  seed: number,
): { columns: readonly Column[]; rows: SampleCell[][] } {
  const sample = samples[name];
  const random = createRandom(seed);
  return { columns: sample.columns, rows: Array.from({ length: rows }, (_, index) => sample.row(random, index)) };
}
