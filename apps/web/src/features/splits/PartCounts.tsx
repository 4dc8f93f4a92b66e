import type { SplitReceipt } from '@millrace/pipeline-core/split';
import { formatPercent } from '../../lib/format-number';

const parts = ['train', 'validation', 'test'] as const;
/** Classes shown; a target with more is summed up by its warnings. */
const mostClasses = 12;

/** Rows of each part, and of each class in them. */
export function PartCounts({ receipt }: { receipt: SplitReceipt }) {
  const { counts, perClass = {} } = receipt;
  const total = counts.train + counts.validation + counts.test;
  const classes = Object.entries(perClass).slice(0, mostClasses);
  return (
    <div className="thin-scroll overflow-x-auto rounded-control border border-border">
      <table className="w-full text-12 tabular-nums">
        <thead>
          <tr className="text-muted">
            <th scope="col" className="border-b border-border px-2 py-1 text-left font-medium">
              {receipt.target ?? 'Rows'}
            </th>
            {parts.map((part) => (
              <th key={part} scope="col" className="border-b border-border px-2 py-1 text-right font-medium capitalize">
                {part}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.map(([name, rows]) => (
            <tr key={name}>
              <th scope="row" className="max-w-40 truncate px-2 py-0.5 text-left font-normal">
                {name}
              </th>
              {parts.map((part) => (
                <td key={part} className="px-2 py-0.5 text-right">
                  {rows[part].toLocaleString('en')}
                </td>
              ))}
            </tr>
          ))}
          <tr className="font-medium">
            <th scope="row" className="px-2 py-0.5 text-left font-medium">
              All
            </th>
            {parts.map((part) => (
              <td key={part} className="px-2 py-0.5 text-right">
                {counts[part].toLocaleString('en')}{' '}
                <span className="font-normal text-muted">{formatPercent(total === 0 ? 0 : counts[part] / total)}</span>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}
