import { type BisectSetup, type LossKind, lossParts, type Tried, type Verdict } from '@millrace/pipeline-core/bisect';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import { formatCount, formatFixed, formatPercent } from '../../lib/format-number';

type Titles = Pick<BisectSetup, 'differences' | 'metric' | 'good' | 'bad'>;

/** What came out of a search, in one sentence, and what it rests on. */
export function verdictWords(setup: Titles, verdict: Verdict): { sentence: string; facts: string[] } {
  const { good, bad } = setup;
  const metric = metricLabel(setup.metric);
  const facts = [
    `${metric} ${formatFixed(good.value)} in run ${good.number}, ${formatFixed(bad.value)} in run ${bad.number}`,
    verdict.noise === null ? 'what chance does was not tried' : `chance makes up to ${formatFixed(verdict.noise)}`,
    ...(verdict.cut ? ['stopped at the limit of runs'] : []),
  ];
  return { sentence: sentenceOf(setup, verdict, metric), facts };
}

function sentenceOf(setup: Titles, verdict: Verdict, metric: string): string {
  switch (verdict.kind) {
    case 'found':
      return foundWords(setup, verdict, metric);
    case 'noise':
      return verdict.noise === null || verdict.noise < verdict.loss
        ? `The differences that can be tried make next to none of the loss of ${metric}.`
        : `The loss is within what chance does: other seeds alone make up to ${formatFixed(verdict.noise)}.`;
    case 'code':
      return 'Neither settings nor data made it worse: with the code of now both runs come out alike.';
    case 'spread':
      return `Many small differences made ${metric} worse together; none of them stands out.`;
    case 'no-ends':
      return 'One of the two runs cannot be repeated with the code of now, so nothing can be compared.';
  }
}

function foundWords({ differences }: Titles, { shares, minimal }: Verdict, metric: string): string {
  const titles = (ids: readonly string[]) => differences.filter(({ id }) => ids.includes(id)).map(({ title }) => title);
  const [first] = titles(minimal ?? shares[0]?.ids ?? []);
  if (minimal === null) return `Most of the loss of ${metric} comes with this: ${first ?? ''}`;
  if (minimal.length === 1) return `One difference made ${metric} worse: ${first ?? ''}`;
  return `It takes ${minimal.length} differences together to make ${metric} this much worse.`;
}

export type Part = { key: string; label: string; kind: LossKind; loss: number; ids: string[]; how: string };

/** What the loss is made of, the largest part first; what is left and what only code explains at the end. */
export function partsOf(setup: Pick<BisectSetup, 'differences'>, verdict: Verdict): Part[] {
  const titleOf = (id: string) => setup.differences.find((one) => one.id === id)?.title ?? id;
  const shares = new Map(verdict.shares.map((share) => [share.ids.join(' '), share]));
  const besides: Readonly<Record<string, string>> = {
    interaction: 'What they make only together',
    rest: verdict.shares.length === 0 ? 'All differences together' : 'All other differences together',
    code: 'Code or machine of then',
  };
  const parts = lossParts(setup, verdict).map((part): Part => {
    const share = shares.get(part.key);
    if (share === undefined) return { ...part, label: besides[part.key] ?? part.key, ids: [], how: '' };
    const { ids, how, small } = share;
    const found = { alone: 'alone', 'in-turn': 'switched on after those before it', untold: 'not told apart' }[how];
    return { ...part, label: ids.map(titleOf).join(' '), ids, how: small ? `${found}, within chance` : found };
  });
  const [told, left] = [parts.filter(({ ids }) => ids.length > 0), parts.filter(({ ids }) => ids.length === 0)];
  return [...told.sort((a, b) => b.loss - a.loss), ...left];
}

/**
 * A part of the loss as a share of it. A part can make more than all of it, where another one takes that back; against the little
 * that is left in the end a percentage would run into thousands and say nothing.
 */
export function shareWords(loss: number, whole: number): string {
  const thousandths = Math.round((1000 * loss) / whole);
  if (thousandths > 1000) return 'more than all of it';
  if (thousandths < -1000) return 'takes it back';
  return formatPercent(loss / whole);
}

/** How a part can make more than the whole loss; null where none does. */
export function takenBackWords(parts: readonly Pick<Part, 'loss'>[], whole: number): string | null {
  const most = Math.max(0, ...parts.map(({ loss }) => loss));
  const back = parts.reduce((sum, { loss }) => sum - Math.min(0, loss), 0);
  if (Math.round((1000 * most) / whole) <= 1000) return null;
  const [made, all, taken] = [most, whole, back].map((loss) => formatFixed(loss));
  return `The largest part makes ${made}, more than the whole loss of ${all}: others take ${taken} back, and have a loss below zero.`;
}

/** What a kind of difference is called beside its share of the loss. */
export const kindWords = {
  data: 'Data',
  parameter: 'Settings',
  drawing: 'Drawing: steps and lines',
  seed: 'Seed',
  code: 'Code or machine',
  together: 'Only together',
  several: 'Several kinds, not told apart',
} as const satisfies Record<LossKind, string>;

/** Which differences a hybrid had of the bad run. */
export function hybridWords(
  { differences }: Pick<BisectSetup, 'differences'>,
  { on, repeat }: Pick<Tried, 'on' | 'repeat'>,
): string {
  if (repeat > 0) return `The good run with another seed (${repeat})`;
  if (on.length === 0) return 'The good run with the code of now';
  if (on.length === differences.length) return 'The bad run with the code of now';
  const [only] = differences.filter(({ id }) => on.includes(id));
  return on.length === 1
    ? `Only this: ${only?.title ?? ''}`
    : `${formatCount(on.length, 'difference')} of ${differences.length} switched on`;
}
