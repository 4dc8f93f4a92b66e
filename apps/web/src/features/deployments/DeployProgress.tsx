'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { ErrorState } from '../../ui/ErrorState';
import { Spinner } from '../../ui/Spinner';
import { useProject } from '../frame/project-context';
import { failureWords } from '../runs/failure-words';
import { DeploymentProgress } from './DeploymentProgress';

/** What the Deploy button started: packaging, then its deployment, then the way to its test form. */
export function DeployProgress({ run, onClose }: { run: string; onClose: () => void }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.endpoints.ofRun.queryOptions(
      { project: slug, run },
      { refetchInterval: ({ state }) => (state.data?.deployment == null ? 700 : false) },
    ),
  );
  const deployment = query.data?.deployment ?? null;
  const steps = useQuery(
    trpc.runs.get.queryOptions(
      { project: slug, id: run },
      { refetchInterval: ({ state }) => ((state.data?.run.status ?? 'running') === 'running' ? 700 : false) },
    ),
  );
  const failed = steps.data?.run.stepRuns.find(({ status }) => status === 'failed');
  return (
    <div className="grid gap-4 pb-6" aria-live="polite">
      {failed?.error == null ? null : <ErrorState {...failureWords(failed.error)} />}
      {deployment === null && failed === undefined ? (
        <p className="flex items-center gap-2 text-13 text-muted">
          <Spinner /> Packaging the model with its preparation, its evaluation, and rows that prove its answers.
        </p>
      ) : null}
      {deployment === null ? null : (
        <DeploymentProgress id={deployment.id}>
          {(endpoint) => (
            <Button variant="primary" size="lg" asChild>
              <Link href={`/p/${slug}/deployments/${endpoint.id}`}>
                {endpoint.canary ? 'Watch its rollout' : 'Open its test form'}
              </Link>
            </Button>
          )}
        </DeploymentProgress>
      )}
      <Button onClick={onClose}>Close</Button>
    </div>
  );
}
