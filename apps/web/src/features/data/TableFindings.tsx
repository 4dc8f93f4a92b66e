'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { FindingsList, type SuggestedStep } from './FindingsList';
import type { FindingSubject } from './use-findings';

/** The condition of any stored table, looked at when asked for. */
export function TableFindings(props: {
  table: string;
  subject: FindingSubject;
  onAdd?: ((steps: SuggestedStep[]) => void) | undefined;
}) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const [asked, setAsked] = useState(false);
  const query = useQuery(
    trpc.artifacts.profile.queryOptions(
      { project: slug, table: props.table },
      { enabled: asked, staleTime: Number.POSITIVE_INFINITY, trpc: { abortOnUnmount: true } },
    ),
  );
  if (!asked)
    return (
      <div>
        <Button size="sm" onClick={() => setAsked(true)}>
          Check the condition of these rows
        </Button>
      </div>
    );
  return (
    <QueryView query={query} skeletonClass="h-24">
      {({ warnings, rows }) =>
        warnings.length === 0 ? (
          <p className="text-12 text-muted">{`Nothing to mind in all ${rows.toLocaleString('en')} rows.`}</p>
        ) : (
          <FindingsList warnings={warnings} subject={props.subject} where="behind this step" onAdd={props.onAdd} />
        )
      }
    </QueryView>
  );
}
