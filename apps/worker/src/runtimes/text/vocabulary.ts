import { smoothIdf, type TextCut, termsOf } from '@millrace/pipeline-core/features';
import type { TextColumn } from '../model-runtime';
import type { TermParams } from './params';

/** The terms of one text column under one cut, with their weights; the first one is column `offset` of the matrix. */
export type TermBlock = { feature: number; cut: TextCut; offset: number; terms: string[]; idf: Float64Array };

/** The cuts that settings ask for: runs of words, runs of characters inside words. */
export function cutsOf(params: Pick<TermParams, 'words' | 'characters'>): TextCut[] {
  const cuts: TextCut[] = [];
  if (params.words > 0) cuts.push({ of: 'words', lowerCase: true, from: 1, to: params.words });
  if (params.characters > 0) {
    cuts.push({ of: 'inside-words', lowerCase: true, from: Math.min(2, params.characters), to: params.characters });
  }
  return cuts;
}

/**
 * Learns the terms of each text column: those of at least `minTexts` texts, the most frequent ones first chosen and then
 * sorted, so that equal texts in another order give the same columns. A block without terms is left out.
 */
export async function learnVocabulary(options: {
  columns: readonly TextColumn[];
  params: TermParams;
  pause(): Promise<void>;
}): Promise<TermBlock[]> {
  const { columns, params, pause } = options;
  const blocks: TermBlock[] = [];
  let offset = 0;
  for (const [feature, column] of columns.entries()) {
    for (const cut of cutsOf(params)) {
      const counts = await countTexts({ column, cut, pause });
      const terms = chooseTerms(counts, params);
      if (terms.length === 0) continue;
      const idf = Float64Array.from(terms, (term) => smoothIdf(column.values.length, counts.get(term) ?? 0));
      blocks.push({ feature, cut, offset, terms, idf });
      offset += terms.length;
    }
  }
  return blocks;
}

/** In how many texts each term stands. */
async function countTexts(options: {
  column: TextColumn;
  cut: TextCut;
  pause(): Promise<void>;
}): Promise<Map<string, number>> {
  const { column, cut, pause } = options;
  const counts = new Map<string, number>();
  for (const [row, text] of column.values.entries()) {
    if (row % 256 === 0) await pause();
    if (text === null) continue;
    for (const term of new Set(termsOf(text, cut))) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}

function chooseTerms(counts: ReadonlyMap<string, number>, params: TermParams): string[] {
  const found = [...counts].filter(([, texts]) => texts >= params.minTexts);
  // By code units, never by locale: the columns must be the same on every machine.
  const byTerm = ([a]: [string, number], [b]: [string, number]) => (a < b ? -1 : 1);
  if (found.length > params.maxTerms) {
    found.sort((a, b) => b[1] - a[1] || byTerm(a, b));
    found.length = params.maxTerms;
  }
  return found.sort(byTerm).map(([term]) => term);
}
