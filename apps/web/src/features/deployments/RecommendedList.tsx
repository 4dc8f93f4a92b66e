import { formatFixed } from '../../lib/format-number';

export type RecommendedItem = { item: string | number; score: number };

/** The list a recommender answers with, best first, and where it comes from. */
export function RecommendedList(props: { items: RecommendedItem[]; from: 'user' | 'popular' | undefined }) {
  return (
    <div className="grid gap-1">
      <p className="text-12 text-muted">
        {props.from === 'popular'
          ? 'Nothing is known of this user: what most have.'
          : 'From what this user had, best first.'}
      </p>
      {props.items.length === 0 ? <p className="text-12">Nothing is left to recommend.</p> : null}
      <ol className="grid gap-0.5" data-testid="recommendations">
        {props.items.map(({ item, score }) => (
          <li key={String(item)} className="flex justify-between text-12">
            <span>{String(item)}</span>
            <span className="text-muted tabular-nums">{formatFixed(score)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
