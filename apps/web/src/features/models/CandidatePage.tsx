'use client';

import { useQuery } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { TextLink } from '../../ui/TextLink';
import { DeploySheet } from '../candidates/DeploySheet';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { purposeOf } from './purpose-of';
import { VersionTabs } from './VersionTabs';
import { rowOf } from './version-data';

/** A trained model that may become a version: the same tabs as a version has. */
export function CandidatePage({ id }: { id: string }) {
  const { slug, project, can } = useProject();
  const trpc = useTRPC();
  const [deploying, setDeploying] = useState(false);
  const query = useQuery(trpc.models.version.queryOptions({ project: slug, of: { candidate: id } }));
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Experiments', href: `/p/${slug}/experiments` },
        { label: query.data?.candidate?.title ?? '…' },
      ]}
      actions={
        can('deploy') && query.data?.candidate ? (
          <Button variant="primary" onClick={() => setDeploying(true)}>
            <Rocket aria-hidden /> Deploy
          </Button>
        ) : null
      }
    >
      <QueryView page query={query}>
        {({ candidate, run, registered }) =>
          candidate === null ? null : (
            <>
              <SentenceHeader
                sentence={`${candidate.title} ${purposeOf(candidate.manifest)}.`}
                facts={[
                  registered.length === 0
                    ? 'a candidate, not registered yet'
                    : `registered as ${registered.map(({ modelName, number }) => `${modelName} v${number}`).join(', ')}`,
                  run === null ? null : (
                    <TextLink key="run" href={`/p/${slug}/experiments?run=${run.id}`}>
                      {`Candidates of run ${run.number}`}
                    </TextLink>
                  ),
                ].filter((fact) => fact !== null)}
              />
              <VersionTabs of={{ candidate: id }} versions={[]} answers={[]} />
            </>
          )
        }
      </QueryView>
      <DeploySheet
        candidate={deploying && query.data !== undefined ? rowOf(query.data) : null}
        onClose={() => setDeploying(false)}
      />
    </PageFrame>
  );
}
