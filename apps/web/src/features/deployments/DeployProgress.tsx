'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { ErrorState } from '../../ui/ErrorState';
import { Notice } from '../../ui/Notice';
import { Spinner } from '../../ui/Spinner';
import { useProject } from '../frame/project-context';
import { readDeployment } from './deployment-view';
import { GateList } from './GateList';
import { StageList } from './StageList';

/** A deployment as it goes: packaging, then stages and checks, then the way to its test form. */
export function DeployProgress({ run, onClose }: { run: string; onClose: () => void }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const steps = useQuery(trpc.runs.get.queryOptions({ project: slug, id: run }, { refetchInterval: 700 }));
  const query = useQuery(trpc.endpoints.ofRun.queryOptions({ project: slug, run }, { refetchInterval: 700 }));
  const failed = steps.data?.run.stepRuns.find(({ status }) => status === 'failed');
  const { endpoint, deployment, served } = query.data ?? { endpoint: null, deployment: null, served: null };
  const view = deployment === null ? null : readDeployment(deployment);
  return (
    <div className="grid gap-4 px-6 pb-6" aria-live="polite">
      {failed?.error == null ? null : (
        <ErrorState what={failed.error.message} where={failed.error.place} next={failed.error.next} />
      )}
      {view === null && failed === undefined ? (
        <p className="flex items-center gap-2 text-13 text-muted">
          <Spinner /> Packaging the model with its feature plan, golden rows and evaluation.
        </p>
      ) : null}
      {view === null ? null : <StageList stages={view.stages} />}
      {view === null || view.gates.length === 0 ? null : <GateList gates={view.gates} />}
      {deployment?.status === 'failed' ? (
        <Notice tone="danger">The checks stopped this deployment; what answered before goes on answering.</Notice>
      ) : null}
      {served === null || endpoint === null ? null : (
        <>
          <Notice tone="info">{`${endpoint.name} now answers with ${served.modelName} v${served.number}.`}</Notice>
          <Button variant="primary" size="lg" asChild>
            <Link href={`/p/${slug}/deployments/${endpoint.id}`}>Open its test form</Link>
          </Button>
        </>
      )}
      <Button onClick={onClose}>Close</Button>
    </div>
  );
}
