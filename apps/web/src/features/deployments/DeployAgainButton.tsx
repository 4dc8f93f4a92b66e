'use client';

import { isWrittenReason } from '@millrace/pipeline-core/release';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { FormActions } from '../../ui/FormActions';
import { Notice } from '../../ui/Notice';
import { Sheet } from '../../ui/Sheet';
import { useProject } from '../frame/project-context';
import { DeploymentProgress } from './DeploymentProgress';
import { ReasonField } from './ReasonField';

type Data = Outputs['endpoints']['get'];
type Release = Data['releases'][number];

/** The way forward after a roll back: the release that was gone back from, deployed again through the same checks. */
export function DeployAgainButton({ data }: { data: Data }) {
  const { can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  // Kept while the sheet is open: once it answers again there is nothing to offer.
  const [shown, setShown] = useState<Release | null>(null);
  const target = data.releases.find(({ id }) => id === data.again);
  if (!can('deploy')) return null;
  return (
    <>
      {target === undefined ? null : (
        <Button onClick={() => setShown(target)}>{`Deploy v${target.number} again`}</Button>
      )}
      <Sheet
        open={shown !== null}
        onOpenChange={() => {
          setShown(null);
          void queries.invalidateQueries({ queryKey: trpc.endpoints.pathKey() });
        }}
        title={shown === null ? '' : `Deploy ${shown.modelName} v${shown.number} again`}
      >
        {shown === null ? null : <AgainForm release={shown} endpoint={data.endpoint} />}
      </Sheet>
    </>
  );
}

function AgainForm({ release, endpoint }: { release: Release; endpoint: Data['endpoint'] }) {
  const { slug } = useProject();
  const id = useId();
  const [reason, setReason] = useState('');
  const deploy = useMutation(useTRPC().endpoints.deployAgain.mutationOptions({ onError: shownInPlace }));
  if (deploy.data !== undefined)
    return (
      <div className="grid gap-4 pb-6" aria-live="polite">
        <DeploymentProgress id={deploy.data.deployment} />
      </div>
    );
  const named = endpoint.sandbox ? {} : { reason };
  return (
    <form
      id={id}
      className="grid gap-4 pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        deploy.mutate({ project: slug, endpoint: endpoint.id, release: release.id, ...named });
      }}
    >
      <p className="text-14">
        <b className="font-semibold">{`${release.modelName} v${release.number}`}</b>
        {` will take all traffic of ${endpoint.name}, once it has passed the checks against what answers now.`}
      </p>
      {endpoint.sandbox ? null : <ReasonField label="Why deploy it again" value={reason} onChange={setReason} />}
      <FormActions
        note={
          deploy.isError ? (
            <Notice tone="danger">{`${reportOf(deploy.error).message} ${reportOf(deploy.error).next}`}</Notice>
          ) : null
        }
      >
        <Button
          type="submit"
          form={id}
          variant="primary"
          size="lg"
          loading={deploy.isPending}
          disabled={!endpoint.sandbox && !isWrittenReason(reason)}
        >
          {`Deploy v${release.number} again`}
        </Button>
      </FormActions>
    </form>
  );
}
