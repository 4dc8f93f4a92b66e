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

/** From the sandbox to the live figures of the project: the release that answers, through all checks once more. */
export function MakeLiveButton({ data, served }: { data: Data; served: Release | undefined }) {
  const { can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  // Kept while the sheet is open: once it is live there is nothing to offer.
  const [shown, setShown] = useState<Release | null>(null);
  const { endpoint } = data;
  if (!can('deploy')) return null;
  return (
    <>
      {endpoint.sandbox && served !== undefined ? <Button onClick={() => setShown(served)}>Make it live</Button> : null}
      <Sheet
        open={shown !== null}
        onOpenChange={() => {
          setShown(null);
          void queries.invalidateQueries({ queryKey: trpc.endpoints.pathKey() });
        }}
        title={`Make ${endpoint.name} live`}
      >
        {shown === null ? null : <LiveForm release={shown} endpoint={endpoint} />}
      </Sheet>
    </>
  );
}

function LiveForm({ release, endpoint }: { release: Release; endpoint: Data['endpoint'] }) {
  const { slug } = useProject();
  const id = useId();
  const [reason, setReason] = useState('');
  const make = useMutation(useTRPC().endpoints.makeLive.mutationOptions({ onError: shownInPlace }));
  if (make.data !== undefined)
    return (
      <div className="grid gap-4 pb-6" aria-live="polite">
        <DeploymentProgress id={make.data.deployment} />
      </div>
    );
  return (
    <form
      id={id}
      className="grid gap-4 pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ project: slug, endpoint: endpoint.id, release: release.id, reason });
      }}
    >
      <p className="text-14">
        <b className="font-semibold">{`${release.modelName} v${release.number}`}</b>
        {` goes on answering at ${endpoint.name}, under the same address, once it has passed the checks again. From then on its requests count in the figures of the project, and later releases need a reason.`}
      </p>
      <ReasonField label="Why it goes live" value={reason} onChange={setReason} />
      <FormActions
        note={
          make.isError ? (
            <Notice tone="danger">{`${reportOf(make.error).message} ${reportOf(make.error).next}`}</Notice>
          ) : null
        }
      >
        <Button
          type="submit"
          form={id}
          variant="primary"
          size="lg"
          loading={make.isPending}
          disabled={!isWrittenReason(reason)}
        >
          Make it live
        </Button>
      </FormActions>
    </form>
  );
}
