'use client';

import type { SignatureInput } from '@millrace/pipeline-core/release';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { CodeTabs } from '../../ui/CodeBlock';
import { Notice } from '../../ui/Notice';
import { Skeleton } from '../../ui/Skeleton';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { samplesOf } from './snippet-code';

type SnippetsProps = { endpoint: string; url: string; inputs: readonly SignatureInput[] };

/** The same request in curl and Python, and in the protocols of MLflow and of Open Inference, with a real row; with empty values when none is kept. */
export function Snippets({ endpoint, url, inputs }: SnippetsProps) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const sample = useQuery(trpc.endpoints.sampleRow.queryOptions({ project: slug, id: endpoint, offset: 0 }));
  if (sample.isPending) return <Skeleton className="h-64 max-w-[860px]" />;
  const sent = inputs.filter(({ lookup }) => lookup === undefined);
  const row = sample.data?.row ?? Object.fromEntries(sent.map(({ name }) => [name, null]));
  return (
    <div className="grid max-w-[860px] gap-3">
      <Notice tone="info">
        Calls need an API key with the scope predict.{' '}
        <TextLink href={`/p/${slug}/settings/keys`}>Make one in Settings</TextLink>
      </Notice>
      <CodeTabs samples={samplesOf(url, { row, inputs: sent })} />
    </div>
  );
}
