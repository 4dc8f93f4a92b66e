'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { EmptyState } from '../../ui/EmptyState';
import { Select } from '../../ui/Select';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { answeringFacts } from './answering-facts';
import { purposeOf } from './purpose-of';
import { VersionTabs } from './VersionTabs';

/** A registered model: the version that is looked at (the newest unless chosen) in tabs. */
export function ModelPage({ id }: { id: string }) {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const search = useSearchParams();
  const query = useQuery(trpc.models.get.queryOptions({ project: slug, id }));
  const releases = [...(query.data?.releases ?? [])].sort((a, b) => b.number - a.number);
  const shown = releases.find((release) => release.id === search.get('release')) ?? releases[0];
  const choose = (release: string) => {
    const next = new URLSearchParams(search);
    next.set('release', release);
    router.replace(`?${next.toString()}`, { scroll: false });
  };
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Models', href: `/p/${slug}/models` },
        { label: query.data?.model.name ?? '…' },
      ]}
      actions={
        shown === undefined || releases.length < 2 ? null : (
          <Select
            label="Version"
            value={shown.id}
            options={releases.map((release) => ({ value: release.id, label: `v${release.number}` }))}
            onValueChange={choose}
          />
        )
      }
    >
      <QueryView page query={query}>
        {({ model, answers }) =>
          shown === undefined ? (
            <>
              <SentenceHeader sentence={`${model.name} has no version yet.`} />
              <EmptyState
                title="No version to show"
                detail="Deploying a candidate registers a version; a Register model step does so in a pipeline."
              />
            </>
          ) : (
            <>
              <SentenceHeader
                sentence={`${model.name} v${shown.number} ${purposeOf(shown.manifest)}.`}
                facts={[formatCount(releases.length, 'version'), ...answeringFacts(releases, answers)]}
              />
              <VersionTabs key={shown.id} of={{ release: shown.id }} versions={releases} answers={answers} />
            </>
          )
        }
      </QueryView>
    </PageFrame>
  );
}
