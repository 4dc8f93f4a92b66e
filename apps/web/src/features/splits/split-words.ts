import type { FoldReceipt, SplitReceipt } from '@millrace/pipeline-core/split';

type How = Pick<SplitReceipt, 'strategy' | 'seed' | 'by' | 'gap' | 'shuffled'>;

/** How rows were divided, as a sentence. */
export function howSplit({ strategy, seed, by, gap, shuffled }: How): string {
  const sentence = {
    random: `At random, seed ${seed}.`,
    stratified: `At random within every class of the target, seed ${seed}.`,
    grouped: `Rows of one ${by ?? 'group'} together, seed ${seed}.`,
    'time-ordered': `By ${by ?? 'time'}: early rows train, late rows test.${gap === undefined ? '' : ' A gap after each part is left out.'}`,
    sequential: 'In the order of the table: first rows train, last rows test.',
    expression: `By the rule ${by ?? ''}`,
  }[strategy];
  return shuffled === true ? `${sentence} Rows come in random order.` : sentence;
}

/** How rows were handed out to folds, in a sentence. */
export function howFolded({ strategy, k, seed }: Pick<FoldReceipt, 'strategy' | 'k' | 'seed'>): string {
  switch (strategy) {
    case 'k-fold':
      return `${k} folds at random, seed ${seed}.`;
    case 'stratified':
      return `${k} folds at random within every class of the target, seed ${seed}.`;
    case 'grouped':
      return `${k} folds of whole groups, seed ${seed}.`;
    case 'time-series':
      return `${k} folds in order of time: each is predicted from what came before it.`;
  }
}

export type LuckFacts = {
  models: number;
  lead: number;
  expected: number;
  line: number;
  over: 'baseline' | 'middle';
  mayBeLuck: boolean;
  title: string | null;
};

/** What the ledger says of the winner: how often its rows were looked at, and what chance alone would have given. */
export function luckSentence(total: number, luck: LuckFacts | null, metric: string): string {
  const looks = `These test rows were looked at ${total === 1 ? 'once' : `${total} times`}.`;
  if (luck === null) return looks;
  const over = luck.over === 'baseline' ? 'the baseline' : 'the middle of all';
  const lead = `${luck.title ?? 'The best'} is ${luck.lead.toFixed(3)} ${metric} ahead of ${over}.`;
  const judged = luck.models === 1 ? 'One model was' : `${luck.models} models were`;
  const beside = luck.over === 'baseline' ? ' beside the baseline' : '';
  const whom = luck.models === 1 ? 'a model' : `the best of ${luck.models} equal models`;
  const chance = `${judged} judged on these test rows${beside}; chance alone puts ${whom} up to ${luck.line.toFixed(3)} ahead (19 times of 20)`;
  return `${lead} ${chance}${luck.mayBeLuck ? ', so this lead may be luck' : ', which is less than this lead'}. ${looks}`;
}
