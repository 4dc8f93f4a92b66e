'use client';

import { useQuery } from '@tanstack/react-query';
import { Code, ShieldCheck } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { askAgainIn } from './ask-again';
import { FoldReceiptView } from './FoldReceiptView';
import { PartCounts } from './PartCounts';
import { ReceiptWarnings } from './ReceiptWarnings';
import { RowsByApi } from './RowsByApi';
import { howSplit } from './split-words';

type OfTable = Outputs['splits']['ofTable'];

/** The receipt of a split or of folds in words: how rows were divided, what to mind, who signed, and how to read them by API. */
export function SplitReceiptCard({ table }: { table: string }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.splits.ofTable.queryOptions(
      { project: slug, table },
      { refetchInterval: ({ state }) => askAgainIn(state.data, state.dataUpdateCount) },
    ),
  );
  if (query.data?.folds != null) return <FoldReceiptView table={table} receipt={query.data.folds} />;
  // The table is no split, or its receipt is still on the way: nothing to show.
  if (query.data === undefined || query.data.split === null) return null;
  return <Receipt split={query.data.split} looks={query.data.looks} madeBy={query.data.madeBy} />;
}

function Receipt({
  split,
  looks,
  madeBy,
}: {
  split: NonNullable<OfTable['split']>;
  looks: number;
  madeBy: string | null;
}) {
  const [reading, setReading] = useState(false);
  const { receipt } = split;
  return (
    <section aria-label="Receipt of the split" className="grid gap-2">
      <p>
        {howSplit(receipt)}{' '}
        <span className="text-muted">
          {madeBy === null ? '' : `By ${madeBy}, `}
          {new Date(split.createdAt).toLocaleString()}.
        </span>
      </p>
      <PartCounts receipt={receipt} />
      <ReceiptWarnings warnings={receipt.warnings} />
      <p className="text-12 text-muted">
        {looks === 0
          ? 'Nobody has looked at the test rows yet.'
          : `The test rows were looked at ${looks === 1 ? 'once' : `${looks} times`}.`}
      </p>
      <Verification id={split.id}>
        <Button size="sm" onClick={() => setReading(true)}>
          <Code aria-hidden /> Rows by API
        </Button>
      </Verification>
      <RowsByApi of={{ split: split.id }} open={reading} onOpenChange={setReading} />
    </section>
  );
}

/** Measures the table anew when asked: that reads all of it. */
function Verification({ id, children }: { id: string; children: ReactNode }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.splits.verify.queryOptions({ project: slug, id }, { enabled: false, retry: false }));
  return (
    <div className="grid gap-2">
      {query.isError ? (
        <Notice tone="danger" title="The receipt could not be verified">
          {query.error.message}
        </Notice>
      ) : query.data === undefined ? null : (
        <Notice
          tone={query.data.valid ? 'info' : 'danger'}
          title={query.data.valid ? 'The receipt holds' : 'The receipt does not hold'}
        >
          <ul>
            {query.data.checks.map(({ name, message }) => (
              <li key={name}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" loading={query.isFetching} onClick={() => void query.refetch()}>
          <ShieldCheck aria-hidden /> Verify receipt
        </Button>
        {children}
      </div>
    </div>
  );
}
