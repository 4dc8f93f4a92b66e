import { cn } from '../lib/cn';

export type TieBracketProps = {
  /** Where the row stands in its group of results that cannot be told apart. */
  place: 'first' | 'middle' | 'last';
  color?: string;
  className?: string;
};

/** One row's part of the bracket that joins results which cannot be told apart. Put it in a relative cell, 20 px wide. */
export function TieBracket({ place, color = 'var(--s1)', className }: TieBracketProps) {
  return (
    <span
      aria-hidden
      style={{ borderColor: color }}
      className={cn(
        'absolute left-2 w-1.5 border-l-2',
        place === 'first' ? 'top-2 rounded-tl-sm border-t-2' : 'top-0',
        place === 'last' ? 'bottom-2 rounded-bl-sm border-b-2' : '-bottom-px',
        className,
      )}
    />
  );
}
