'use client';

import type { FoldReceipt } from '@millrace/pipeline-core/split';
import { Code } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { ReceiptWarnings } from './ReceiptWarnings';
import { RowsByApi } from './RowsByApi';
import { howFolded } from './split-words';

/** Classes shown; a target with more is summed up by its warnings. */
const mostClasses = 12;

/** The receipt of folds: how rows were handed out, rows and classes held out by each, what to mind, and how to read them by API. */
export function FoldReceiptView({ table, receipt }: { table: string; receipt: FoldReceipt }) {
  const [reading, setReading] = useState(false);
  const { counts, perClass = {}, warnings, without } = receipt;
  const classes = Object.entries(perClass).slice(0, mostClasses);
  const heads = ['Learns from', 'Holds out', ...classes.map(([name]) => name)];
  return (
    <section aria-label="Receipt of the folds" className="grid gap-2">
      <p>
        {howFolded(receipt)}
        {without === 0 ? '' : ` ${formatCount(without, 'train row is', 'train rows are')} in no fold.`}
      </p>
      <div className="thin-scroll overflow-x-auto rounded-control border border-border">
        <table className="w-full text-12 tabular-nums">
          <thead>
            <tr className="text-muted">
              <th scope="col" className="border-b border-border px-2 py-1 text-left font-medium">
                Fold
              </th>
              {heads.map((head) => (
                <th
                  key={head}
                  scope="col"
                  className="max-w-40 truncate border-b border-border px-2 py-1 text-right font-medium"
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map(({ train, validation }, fold) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a fold is known by its place
              <tr key={fold}>
                <th scope="row" className="px-2 py-0.5 text-left font-normal">
                  {fold + 1}
                </th>
                {[train, validation, ...classes.map(([, rows]) => rows[fold] ?? 0)].map((rows, at) => (
                  <td key={heads[at]} className="px-2 py-0.5 text-right">
                    {rows.toLocaleString('en')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ReceiptWarnings warnings={warnings} />
      <Button size="sm" className="justify-self-start" onClick={() => setReading(true)}>
        <Code aria-hidden /> Rows by API
      </Button>
      <RowsByApi of={{ folds: table }} open={reading} onOpenChange={setReading} />
    </section>
  );
}
