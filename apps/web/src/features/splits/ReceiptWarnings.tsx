import { formatCount } from '../../lib/format-number';
import { Notice } from '../../ui/Notice';

/** What the receipt of a split or of folds says to mind. */
export function ReceiptWarnings({ warnings }: { warnings: readonly { code: string; message: string }[] }) {
  if (warnings.length === 0) return null;
  return (
    <Notice tone="warning" title={formatCount(warnings.length, 'thing to mind', 'things to mind')}>
      <ul className="grid gap-1">
        {warnings.map(({ code, message }) => (
          <li key={code + message}>{message}</li>
        ))}
      </ul>
    </Notice>
  );
}
