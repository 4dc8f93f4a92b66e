import { workerCounts } from './spread-lines';
import type { RunSpreadFacts } from './use-spread';

/** What of a run goes side by side, and how many of its fits each worker has had. Of one that has ended, the places of now say nothing. */
export function RunSpread({ spread, workers, live }: RunSpreadFacts) {
  if (spread.length === 0) return null;
  return (
    <ul className="grid gap-1 text-muted tabular-nums" aria-label="Side by side">
      {spread.map(({ kind, step, title, words, text, fits }) => {
        const counts = workerCounts(fits, workers);
        return (
          <li key={`${kind} ${step}`}>
            {live ? text : `${title}: ${words}.`}
            {counts === '' ? '' : ` ${live ? 'So far' : 'Ran'}: ${counts}.`}
          </li>
        );
      })}
    </ul>
  );
}
