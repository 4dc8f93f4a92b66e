import type { Column, TableSchema } from '../schema/table-schema';
import { typeInWords } from '../schema/type-in-words';
import { featureColumns } from './columns';

export type ModelFeatures = {
  /** Boolean, integer and number columns, in table order. */
  numbers: Column[];
  /** Text columns, for models that read categories. */
  categories: Column[];
  /** Feature columns the model does not read, with the reason in words. */
  leftOut: { column: Column; reason: string }[];
};

/** Which columns a model learns from. Never the target, ids or ignored columns. */
export function modelFeatures(
  table: TableSchema,
  options: { target: string | null; categories: boolean },
): ModelFeatures {
  const features: ModelFeatures = { numbers: [], categories: [], leftOut: [] };
  for (const column of featureColumns(table)) {
    if (column.name === options.target) continue;
    if (column.type === 'boolean' || column.type === 'integer' || column.type === 'number')
      features.numbers.push(column);
    else if (column.type === 'text' && options.categories) features.categories.push(column);
    else features.leftOut.push({ column, reason: reasonFor(column) });
  }
  return features;
}

function reasonFor(column: Column): string {
  if (column.type === 'text') return 'it is a text, and this model reads numbers';
  if (column.type === 'date' || column.type === 'timestamp')
    return 'it is a point in time; take numbers out of it first';
  return `it is ${typeInWords(column.type)}, which this model does not read`;
}
