'use client';

import { decideGates, uncoveredChecks } from '@millrace/pipeline-core/release';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { CancelDeployment } from './CancelDeployment';
import { ChecksJump, checksId } from './ChecksJump';
import { failureText, readDeployment, stoppedBy } from './deployment-view';
import { GateList } from './GateList';
import { OverrideForm } from './OverrideForm';
import { StageList } from './StageList';

type Deployment = Outputs['endpoints']['deployment']['deployment'];

type DeploymentProgressProps = {
  id: string;
  onStatus?: (status: Deployment['status']) => void;
  /** Shown under it all: the way on, to where it answers by then; null before, and where it did not succeed. */
  children?: (done: { id: string; canary: boolean } | null) => ReactNode;
};

/** A deployment as it goes: stages and checks, then what came of it. Asks until it is over. */
export function DeploymentProgress({ id: first, onStatus, children }: DeploymentProgressProps) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const [id, setId] = useState(first);
  const query = useQuery(
    trpc.endpoints.deployment.queryOptions(
      { project: slug, id },
      { refetchInterval: ({ state }) => (state.data?.deployment.finishedAt == null ? 700 : false) },
    ),
  );
  const status = query.data?.deployment.status;
  useEffect(() => {
    if (status !== undefined) onStatus?.(status);
  }, [status, onStatus]);
  useRefreshWhenOver(query.data?.deployment.finishedAt != null);
  return (
    <QueryView query={query}>
      {({ deployment, endpoint, release }) => {
        const { stages, gates, error } = readDeployment(deployment);
        const { allowed, overridable } = decideGates(gates);
        const failed = deployment.status === 'failed';
        const canary = deployment.strategy === 'canary' && deployment.kind === 'deploy';
        return (
          <>
            {deployment.status === 'queued' ? <p className="text-13 text-muted">Waiting for its turn.</p> : null}
            {failed ? (
              <Notice
                tone="danger"
                title={stoppedBy(gates)}
                actions={stoppedBy(gates) === null ? null : <ChecksJump />}
              >
                {`${failureText(error)} What answered before goes on answering.`}
              </Notice>
            ) : null}
            <StageList stages={stages} gates={gates} />
            {gates.length === 0 ? null : (
              <section id={checksId} tabIndex={-1} className="outline-none">
                <GateList gates={gates} />
              </section>
            )}
            {deployment.status === 'waiting' ? <CancelDeployment id={deployment.id} /> : null}
            {deployment.status === 'cancelled' ? (
              <Notice tone="info">This deployment was cancelled. What answered before goes on answering.</Notice>
            ) : null}
            {failed && !allowed && overridable && can('deploy') ? (
              <OverrideForm
                key={deployment.id}
                deployment={deployment.id}
                endpoint={endpoint}
                said={deployment.reason ?? ''}
                failed={uncoveredChecks(gates, [])}
                onStarted={setId}
              />
            ) : null}
            {deployment.status === 'succeeded' ? (
              <Notice tone="info">
                {doneWords({
                  canary,
                  inShadow: deployment.rollout?.steps[0]?.shadow !== undefined,
                  release,
                  endpoint,
                })}
              </Notice>
            ) : null}
            {children?.(deployment.status === 'succeeded' ? { id: endpoint.id, canary } : null)}
          </>
        );
      }}
    </QueryView>
  );
}

/** The page behind says at once who answers, not when it next asks. */
function useRefreshWhenOver(over: boolean): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  useEffect(() => {
    if (!over) return;
    void queries.invalidateQueries({ queryKey: trpc.endpoints.get.pathKey() });
    void queries.invalidateQueries({ queryKey: trpc.rollouts.pathKey() });
  }, [over, queries, trpc]);
}

function doneWords(o: { canary: boolean; inShadow: boolean; release: string; endpoint: { name: string } }): string {
  const { canary, inShadow, release, endpoint } = o;
  if (!canary) return `${endpoint.name} now answers with ${release}.`;
  return inShadow
    ? `${release} now gets copies of the requests of ${endpoint.name}.`
    : `${release} now takes its first share of ${endpoint.name}.`;
}
