'use client';

import { type GateCheck, isWrittenReason } from '@millrace/pipeline-core/release';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { ReasonField } from './ReasonField';
import { TypedName } from './TypedName';

type OverrideFormProps = {
  deployment: string;
  endpoint: { id: string; name: string };
  /** The checks that stopped it, with what failed in each. */
  failed: readonly GateCheck[];
  /** The reason of an override that was stopped by another check: it may still be the right one. */
  said?: string;
  onStarted: (deployment: string) => void;
};

/** For a deployment that a quality check stopped: go on all the same, with a reason and the endpoint's name typed. */
export function OverrideForm({ deployment, endpoint, failed, said = '', onStarted }: OverrideFormProps) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const [reason, setReason] = useState(said);
  const [typed, setTyped] = useState('');
  const override = useMutation(
    trpc.endpoints.override.mutationOptions({ onSuccess: (made) => onStarted(made.deployment), onError: shownInPlace }),
  );
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        override.mutate({ project: slug, id: deployment, reason, typed });
      }}
    >
      <p className="text-12 text-muted" data-testid="override-covers">
        {`This covers what has failed here, and nothing else: ${failed.map(countWords).join(', ')}. Where anything else fails, it stops once more.`}
      </p>
      <ReasonField label="Why deploy it all the same" value={reason} onChange={setReason} />
      <TypedName endpoint={endpoint.name} value={typed} onChange={setTyped} />
      {override.isError ? (
        <Notice
          tone="danger"
          actions={<TextLink href={`/p/${slug}/deployments/${endpoint.id}?tab=timeline`}>Open the timeline</TextLink>}
        >
          {`${reportOf(override.error).message} ${reportOf(override.error).next}`}
        </Notice>
      ) : null}
      <Button
        type="submit"
        variant="danger"
        loading={override.isPending}
        disabled={!isWrittenReason(reason) || typed !== endpoint.name}
      >
        Override and deploy
      </Button>
    </form>
  );
}

/** "Saved tests (2)"; a check that looks at one thing has no number. */
function countWords({ title, subjects = [] }: GateCheck): string {
  return subjects.length > 1 ? `${title} (${subjects.length})` : title;
}
