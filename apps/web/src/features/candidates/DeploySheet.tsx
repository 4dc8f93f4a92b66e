'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { Sheet } from '../../ui/Sheet';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import type { CandidateRow } from './candidate-row';
import { DeployForm } from './DeployForm';

/** One sheet, one click: what will happen in a sentence, where to, and the checks before and as they run. */
export function DeploySheet(props: { candidate: CandidateRow | null; onClose: () => void }) {
  const { candidate: row } = props;
  return (
    <Sheet open={row !== null} onOpenChange={props.onClose} title={row === null ? '' : `Deploy ${row.candidate.title}`}>
      {row === null ? null : <LoadedForm key={row.candidate.id} row={row} onClose={props.onClose} />}
    </Sheet>
  );
}

/** What is proposed depends on what is there, so the form waits for it. */
function LoadedForm({ row, onClose }: { row: CandidateRow; onClose: () => void }) {
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
          {(proposed) => <DeployForm row={row} endpoints={present.endpoints} proposed={proposed} onClose={onClose} />}
        </QueryView>
      )}
    </QueryView>
  );
}
