import type { ColumnType } from '../schema/column-type';
import { fileFactColumns } from '../schema/file-columns';
import type { Column, TableSchema } from '../schema/table-schema';
import { typeInWords } from '../schema/type-in-words';
import { chosenColumns, featureColumns } from './columns';

/** Types a pixel, or a whole image, may have. */
export const pixelTypes: readonly ColumnType[] = ['vector', 'integer', 'number'];

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

/** The text columns that a model reads word by word: those chosen, or every one. Never the target. */
export function textFeatures(
  table: TableSchema,
  options: { target: string | null; columns: readonly string[] },
): Pick<ModelFeatures, 'leftOut'> & { texts: Column[] } {
  const isText = ({ name, type }: Column) => type === 'text' && name !== options.target;
  const texts = chosenColumns(table, options.columns, ['text']).filter(isText);
  // Who chose columns knows what is left out.
  const others = options.columns.length > 0 ? [] : featureColumns(table).filter((column) => !isText(column));
  const leftOut = others
    .filter(({ name }) => name !== options.target)
    .map((column) => ({ column, reason: 'it is no text, and this model reads texts' }));
  return { texts, leftOut };
}

/**
 * The columns that a model reads as one image: a vector, or numbers that are one pixel each, in table order. Those chosen, or the
 * first vector among the features, or else every number, but what a zip says of its files. Never the target. What a zip says of
 * its files, and the files, are not worth a word where they are left out.
 */
export function pixelFeatures(
  table: TableSchema,
  options: { target: string | null; columns: readonly string[] },
): Pick<ModelFeatures, 'leftOut'> & { pixels: Column[] } {
  const possible = chosenColumns(table, options.columns, pixelTypes).filter(({ name }) => name !== options.target);
  const facts = options.columns.length > 0 ? [] : factsOfFiles(table);
  const vector = possible.find(({ type }) => type === 'vector');
  const numbers = possible.filter(({ name, type }) => pixelTypes.includes(type) && !facts.includes(name));
  const pixels = vector === undefined ? numbers : [vector];
  const read = new Set(pixels.map(({ name }) => name));
  // Who chose columns knows what is left out; but one image is read, not several.
  const others = options.columns.length > 0 ? possible : featureColumns(table);
  const leftOut = others
    .filter(({ name, type }) => name !== options.target && !read.has(name) && type !== 'bytes' && !facts.includes(name))
    .map((column) => ({ column, reason: 'it is no part of the image that this model reads' }));
  return { pixels, leftOut };
}

/** Whether images lie in the table as files, of which pixels are yet to be made. */
export function hasFiles({ columns }: TableSchema): boolean {
  return columns.some(({ type }) => type === 'bytes');
}

/** The columns in which a zip says how large its files are and of what kind; none where not both are there. */
function factsOfFiles({ columns }: TableSchema): readonly string[] {
  const types = { bytes: 'integer', media_type: 'text' };
  const told = Object.entries(types).every(([name, type]) =>
    columns.some((column) => column.name === name && column.type === type),
  );
  return told ? fileFactColumns : [];
}

function reasonFor(column: Column): string {
  if (column.type === 'text') return 'it is a text, and this model reads numbers';
  if (column.type === 'date' || column.type === 'timestamp')
    return 'it is a point in time; take numbers out of it first';
  return `it is ${typeInWords(column.type)}, which this model does not read`;
}
