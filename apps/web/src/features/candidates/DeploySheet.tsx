'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Sheet } from '../../ui/Sheet';
import type { DeployStatus } from '../deployments/DeployProgress';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import type { CandidateRow } from './candidate-row';
import { DeployForm } from './DeployForm';
import { deployTitle } from './deploy-title';

/** One sheet, one click: what will happen in a sentence, where to, and the checks before and as they run. */
export function DeploySheet(props: { candidate: CandidateRow | null; onClose: () => void }) {
  const { candidate: row } = props;
  const [status, setStatus] = useState<DeployStatus | null>(null);
  const close = () => {
    setStatus(null);
    props.onClose();
  };
  return (
    <Sheet
      open={row !== null}
      onOpenChange={close}
      title={row === null ? '' : deployTitle(row.candidate.title, status)}
    >
      {row === null ? null : <LoadedForm key={row.candidate.id} row={row} onStatus={setStatus} onClose={close} />}
    </Sheet>
  );
}

/** What is proposed depends on what is there, so the form waits for it. */
function LoadedForm({
  row,
  ...on
}: {
  row: CandidateRow;
  onStatus: (status: DeployStatus) => void;
  onClose: () => void;
}) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const endpoints = useQuery(trpc.endpoints.list.queryOptions({ project: slug }, { staleTime: 0 }));
  const destination = useQuery(
    trpc.candidates.destination.queryOptions(
      { project: slug, candidate: row.candidate.id },
      { staleTime: 0, gcTime: 0, refetchOnWindowFocus: false },
    ),
  );
  return (
    <QueryView query={endpoints}>
      {(present) => (
        <QueryView query={destination}>
          {(proposed) => <DeployForm row={row} endpoints={present.endpoints} proposed={proposed} {...on} />}
        </QueryView>
      )}
    </QueryView>
  );
}
