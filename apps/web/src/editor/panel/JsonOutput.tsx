'use client';

import { CodeBlock } from '../../ui/CodeBlock';
import { Skeleton } from '../../ui/Skeleton';
import { useJsonOutput } from '../sync/use-table-rows';

/** Figures a step made, as they are stored. */
export function JsonOutput({ hash }: { hash: string }) {
  const query = useJsonOutput(hash);
  if (query.isPending) return <Skeleton className="h-20" label="Reading figures" />;
  if (query.data === undefined) return <p className="text-12 text-muted">The figures cannot be read just now.</p>;
  return <CodeBlock title="Figures" code={JSON.stringify(query.data.value, null, 2).slice(0, 20_000)} />;
}
