'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { ErrorState } from '../../ui/ErrorState';
import { FormActions } from '../../ui/FormActions';
import { Spinner } from '../../ui/Spinner';
import { useProject } from '../frame/project-context';
import { failureWords } from '../runs/failure-words';
import { DeploymentProgress } from './DeploymentProgress';

export type DeployStatus = Outputs['endpoints']['deployment']['deployment']['status'];

/** What the Deploy button started: packaging, then its deployment, then the way to its test form. */
export function DeployProgress(props: { run: string; onStatus: (status: DeployStatus) => void; onClose: () => void }) {
  const { run, onStatus, onClose } = props;
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
  const packed = failed === undefined;
  useEffect(() => onStatus(packed ? 'queued' : 'failed'), [packed, onStatus]);
  const close = (
    <Button size="lg" onClick={onClose}>
      Close
    </Button>
  );
  return (
    <div className="grid gap-4 pb-6" aria-live="polite">
      {failed?.error == null ? null : <ErrorState {...failureWords(failed.error)} />}
      {deployment === null && failed === undefined ? (
        <p className="flex items-center gap-2 text-13 text-muted">
          <Spinner /> Packaging the model with its preparation, its evaluation, and rows that prove its answers.
        </p>
      ) : null}
      {deployment === null ? (
        <FormActions>{close}</FormActions>
      ) : (
        <DeploymentProgress id={deployment.id} onStatus={onStatus}>
          {(done) => (
            <FormActions>
              {close}
              {done === null ? null : (
                <Button variant="primary" size="lg" asChild>
                  <Link href={`/p/${slug}/deployments/${done.id}`}>
                    {done.canary ? 'Watch its rollout' : 'Open its test form'}
                  </Link>
                </Button>
              )}
            </FormActions>
          )}
        </DeploymentProgress>
      )}
    </div>
  );
}
