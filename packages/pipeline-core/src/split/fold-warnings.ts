import type { FoldReceipt } from './fold-receipt';

type Facts = Pick<FoldReceipt, 'strategy' | 'counts' | 'without' | 'perClass'>;

const TINY_FOLD = 30;
const UNEVEN_FACTOR = 2;

/** What to mind about folds: tiny or uneven ones, classes that a fold lacks, rows that are in none. */
export function foldWarnings(facts: Facts): FoldReceipt['warnings'] {
  return [...sizeWarnings(facts), ...classWarnings(facts)];
}

function sizeWarnings({ strategy, counts, without }: Facts): FoldReceipt['warnings'] {
  const warnings: FoldReceipt['warnings'] = [];
  const sizes = counts.map(({ validation }) => validation);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (least < TINY_FOLD) {
    warnings.push({
      code: 'tiny-fold',
      message: `The smallest fold holds out ${least} ${least === 1 ? 'row' : 'rows'}: its scores will jump from seed to seed. Fewer folds are steadier.`,
    });
  }
  if (most > UNEVEN_FACTOR * least) {
    const why = strategy === 'grouped' ? 'a group is larger than a fold' : 'many rows have the same time';
    warnings.push({ code: 'uneven-folds', message: `The folds hold out from ${least} to ${most} rows: ${why}.` });
  }
  if (without > 0) {
    warnings.push({
      code: 'no-time',
      message: `${without} ${without === 1 ? 'row has' : 'rows have'} no time and ${without === 1 ? 'is' : 'are'} in no fold; only the model that learns from all train rows sees ${without === 1 ? 'it' : 'them'}.`,
    });
  }
  return warnings;
}

function classWarnings({ perClass = {} }: Facts): FoldReceipt['warnings'] {
  const lacking = Object.entries(perClass).filter(([, folds]) => folds.some((rows) => rows === 0));
  if (lacking.length === 0) return [];
  const names = lacking.slice(0, 5).map(([name]) => `"${name}"`);
  const more = lacking.length > 5 ? ` and ${lacking.length - 5} more` : '';
  return [
    {
      code: 'class-missing',
      message: `Some folds hold out no row of ${names.join(', ')}${more}. Fewer folds, or stratified ones, have all classes.`,
    },
  ];
}
