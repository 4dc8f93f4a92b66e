import { seriesColor } from '../../ui/charts';
import { type Part, shareWords } from './bisect-words';

/** Colour of a part by its place: parts without a difference of their own are quiet. */
export function partColor(part: Part, at: number): string {
  return part.ids.length > 0 ? seriesColor(at) : 'var(--faint)';
}

/** The loss as one bar: each part as wide as its share. Parts that made it better are in the table alone. */
export function ShareBar({ parts, loss }: { parts: readonly Part[]; loss: number }) {
  const shown = parts.map((part, at) => ({ part, at })).filter(({ part }) => part.loss > 0);
  const whole = Math.max(
    loss,
    shown.reduce((sum, { part }) => sum + part.loss, 0),
  );
  const words = shown.map(({ part }) => `${part.label} ${shareWords(part.loss, loss)}`).join('; ');
  return (
    <div
      role="img"
      aria-label={`Shares of the loss: ${words}`}
      className="flex h-6 w-full gap-0.5 overflow-hidden rounded-control"
    >
      {shown.map(({ part, at }) => (
        <span
          key={part.key}
          title={`${part.label} ${shareWords(part.loss, loss)}`}
          className="block h-full min-w-0.5"
          style={{ width: `${(100 * part.loss) / whole}%`, background: partColor(part, at) }}
        />
      ))}
    </div>
  );
}
