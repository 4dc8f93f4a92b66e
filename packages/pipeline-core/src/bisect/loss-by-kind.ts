import type { BisectSetup } from './bisect-setup';
import type { DifferenceKind } from './difference';
import type { Verdict } from './verdict';

/**
 * What a part of a loss comes from. `code`: other code or another machine. `together`: what causes make only with each other.
 * `several`: differences of several kinds that no run told apart.
 */
export type LossKind = DifferenceKind | 'code' | 'together' | 'several';

/** The loss of one kind; `parts` are the keys of those that it is the sum of. */
export type KindLoss = { kind: LossKind; loss: number; parts: string[] };

/** One part of the loss: a share, or one of what is left beside the shares. */
export type LossPart = { key: string; kind: LossKind; loss: number };

/** Each part of the loss with its kind, in the order of the verdict; those that are nothing (under a thousandth) are left out. */
export function lossParts({ differences }: Pick<BisectSetup, 'differences'>, verdict: Verdict): LossPart[] {
  const told = new Set(verdict.shares.flatMap(({ ids }) => ids));
  const kindOf = (ids: readonly string[]): LossKind => {
    const kinds = new Set(differences.filter(({ id }) => ids.includes(id)).map(({ change }) => change.kind));
    const [only] = kinds;
    return only === undefined || kinds.size > 1 ? 'several' : only;
  };
  const left = differences.map(({ id }) => id).filter((id) => !told.has(id));
  const besides: LossPart[] = [
    { key: 'interaction', kind: 'together', loss: verdict.interaction ?? 0 },
    // Where every difference has its share, what is left is what they make with each other.
    { key: 'rest', kind: left.length === 0 ? 'together' : kindOf(left), loss: verdict.rest },
    { key: 'code', kind: 'code', loss: verdict.code ?? 0 },
  ];
  return [
    ...verdict.shares.map(({ ids, loss }) => ({ key: ids.join(' '), kind: kindOf(ids), loss })),
    ...besides.filter(({ loss }) => Math.abs(loss) >= verdict.loss / 1000),
  ];
}

/** The loss summed by kind, the kind that lost most first. The sums add up to the loss, but for parts that are nothing. */
export function lossByKind(setup: Pick<BisectSetup, 'differences'>, verdict: Verdict): KindLoss[] {
  const kinds = new Map<LossKind, KindLoss>();
  for (const { key, kind, loss } of lossParts(setup, verdict)) {
    const sum = kinds.get(kind) ?? { kind, loss: 0, parts: [] };
    kinds.set(kind, { kind, loss: sum.loss + loss, parts: [...sum.parts, key] });
  }
  return [...kinds.values()].sort((a, b) => b.loss - a.loss);
}
