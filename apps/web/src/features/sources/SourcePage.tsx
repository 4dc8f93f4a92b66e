'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { RunSourceButton } from './RunSourceButton';
import { SourceClocks } from './SourceClocks';
import { SourceEvents } from './SourceEvents';
import { SourceHeld } from './SourceHeld';
import { SourceProblems } from './SourceProblems';
import { SourceRuns } from './SourceRuns';
import { SourceSettings } from './SourceSettings';
import { headOf, kindWords, type SourceDetail } from './source-words';

/** One source: how it is, what it reads, when, and what became of every reading. */
export function SourcePage({ source: id }: { source: string }) {
  const { slug, project, can } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.sources.get.queryOptions({ project: slug, id }, { refetchInterval: 2000 }));
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Data', href: `/p/${slug}/data` },
        { label: 'Sources', href: `/p/${slug}/data?tab=sources` },
        { label: query.data?.source.name ?? '…' },
      ]}
      actions={
        query.data === undefined ? null : (
          <>
            {can('edit') ? <SourceActions detail={query.data} /> : null}
            {can('run') && query.data.source.kind !== 'folder' ? (
              <RunSourceButton id={id} name={query.data.source.name} />
            ) : null}
          </>
        )
      }
    >
      <QueryView page query={query} skeletonClass="h-64">
        {(detail) => (
          <>
            <SourceHead detail={detail} />
            <SourceProblems detail={detail} />
            <SourceHeld detail={detail} />
            <SourceEvents detail={detail} />
            <SourceRuns detail={detail} />
            {detail.source.kind === 'folder' ? null : <SourceClocks detail={detail} />}
            <SourceSettings detail={detail} />
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}

function SourceHead({ detail }: { detail: SourceDetail }) {
  const { slug } = useProject();
  const { source, dataset, runs } = detail;
  const state = headOf({
    ...source,
    run: runs[0] ?? null,
    outcome: runs[0]?.outcome ?? null,
    batch: runs[0]?.batch ?? null,
  });
  const lands =
    dataset === null ? (
      'its dataset was deleted'
    ) : (
      <>
        lands in <TextLink href={`/p/${slug}/data/${dataset.id}`}>{dataset.name}</TextLink>
      </>
    );
  return (
    <SentenceHeader sentence={`${source.name}: ${state}`} facts={[kindWords[source.kind].title, source.reads, lands]} />
  );
}

function SourceActions({ detail }: { detail: SourceDetail }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const { id, name, paused } = detail.source;
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.sources.pathKey() });
  const pause = useMutation(trpc.sources.pause.mutationOptions({ onSuccess: refresh }));
  const remove = useMutation(
    trpc.sources.delete.mutationOptions({
      onSuccess: async () => {
        router.push(`/p/${slug}/data?tab=sources`);
        await queries.invalidateQueries({ queryKey: trpc.sources.list.pathKey() });
      },
    }),
  );
  return (
    <>
      <ConfirmButton
        variant="danger"
        label="Delete"
        title={`Delete the source ${name}?`}
        description="Its clocks end with it. The batches it has landed stay, and so do runs and models made from them."
        actionLabel="Delete source"
        onConfirm={() => remove.mutate({ project: slug, id })}
      />
      <Button loading={pause.isPending} onClick={() => pause.mutate({ project: slug, id, paused: !paused })}>
        {paused ? 'Resume' : 'Pause'}
      </Button>
    </>
  );
}
