import type { ModelManifest } from './model-manifest';

/** What came of a fit, as a person reads it. */
export type SummaryFact = { name: string; value: string | number };

/** The summary of a model with words for names, "Best epoch" for `bestEpoch`, and the size of a file in a unit that fits it. */
export function summaryFacts(summary: ModelManifest['summary']): SummaryFact[] {
  return Object.entries(summary).map(([key, value]) => {
    if (typeof value === 'number' && key === 'fileBytes')
      return { name: 'Size of the file', value: sizeInWords(value) };
    // Of models that were made before the size was kept to the byte: it was rounded to hundredths of a megabyte.
    if (typeof value === 'number' && key === 'megabytes')
      return { name: 'Size of the file', value: value === 0 ? 'less than 5 KB' : sizeInWords(value * 1e6) };
    return { name: inWords(key), value };
  });
}

/** "Best epoch" for `bestEpoch`. */
function inWords(key: string): string {
  const words = key.replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, (_, before: string, after: string) => {
    return `${before} ${after.toLowerCase()}`;
  });
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const units = ['bytes', 'KB', 'MB', 'GB'];

/** Two digits or more: 950 bytes, 3.2 KB, 41 MB. A KB is 1,000 bytes. */
function sizeInWords(bytes: number): string {
  const at = units.findIndex((_, index) => bytes < 999.5 * 1000 ** index);
  const index = at < 0 ? units.length - 1 : at;
  const value = bytes / 1000 ** index;
  return `${index > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[index]}`;
}
