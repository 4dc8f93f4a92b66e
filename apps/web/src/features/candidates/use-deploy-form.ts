'use client';

import { type DeployStrategy, deployedAgainWords, isReleaseName, overrideOf } from '@millrace/pipeline-core/release';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import type { CandidateRow } from './candidate-row';
import { fitStrategy, type KnownEndpoint, noShadow, planOf, waitsFor } from './deploy-plan';

/** What the person chose, what it would meet, and whether it can be sent as it stands. */
export function useDeployForm(o: {
  row: CandidateRow;
  endpoints: readonly KnownEndpoint[];
  proposed: { model: string; endpoint: string };
}) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const { candidate } = o.row;
  const [model, setModel] = useState(o.proposed.model);
  const [endpoint, setEndpoint] = useState(o.proposed.endpoint);
  const [wanted, setWanted] = useState<DeployStrategy>('sandbox');
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [stickyBy, setStickyBy] = useState<string | null>(null);
  const [shadow, setShadow] = useState(noShadow);
  const plan = planOf(shadow, stickyBy);
  const named = isReleaseName(endpoint) && isReleaseName(model);
  const deploy = useMutation(trpc.candidates.deploy.mutationOptions({ onError: () => void preview.refetch() }));
  const preview = useQuery(
    trpc.candidates.preview.queryOptions(
      { project: slug, candidate: candidate.id, model, endpoint },
      // Others deploy too: what is in the way comes and goes while the sheet is open.
      {
        enabled: named && deploy.data === undefined,
        staleTime: 0,
        refetchInterval: ({ state }) => (state.data?.inTheWay == null ? 10_000 : 2000),
      },
    ),
  );
  // What the server says counts: somebody may have made the endpoint since the list was read.
  const present = preview.data?.endpoint ?? o.endpoints.find(({ name }) => name === endpoint) ?? null;
  const strategy = fitStrategy(wanted, present);
  const outcome = preview.data?.forecast.outcome ?? null;
  const overrides = outcome === 'override';
  const needsReason = overrides || strategy === 'direct';
  const already = preview.data?.already ?? null;
  const again = already === null ? null : deployedAgainWords(already, strategy);
  const changesNothing = already !== null && again === null;
  const inTheWay = preview.data?.inTheWay ?? null;
  const columns = candidate.manifest.signature.inputs.flatMap(({ name, lookup }) =>
    lookup === undefined ? [name] : [],
  );
  useForgetRefusal(deploy, inTheWay !== null);
  return {
    model,
    setModel,
    endpoint,
    setEndpoint,
    strategy,
    setStrategy: setWanted,
    reason,
    setReason,
    typed,
    setTyped,
    named,
    preview,
    present,
    outcome,
    overrides,
    needsReason,
    already,
    again,
    changesNothing,
    inTheWay,
    columns,
    stickyBy,
    setStickyBy,
    shadow,
    setShadow,
    plan,
    deploy,
    ready:
      outcome !== null &&
      waitsFor({ named, outcome, needsReason, reason, overrides, typed, endpoint, changesNothing, inTheWay }) === null,
    send: () =>
      deploy.mutate({
        project: slug,
        candidate: candidate.id,
        model,
        endpoint,
        strategy,
        ...(needsReason ? { reason } : {}),
        // What was read here, whatever the checks say by then.
        ...(overrides ? { override: typed, overridden: overrideOf(preview.data?.forecast.failed ?? []) } : {}),
        ...(strategy === 'canary' ? { rollout: plan } : {}),
      }),
  };
}

/** What is in the way is said where it is shown as long as it lasts; the refusal that it caused is not true for longer. */
function useForgetRefusal({ isError, reset }: { isError: boolean; reset: () => void }, isInTheWay: boolean): void {
  useEffect(() => {
    if (isError && isInTheWay) reset();
  }, [isError, isInTheWay, reset]);
}

export type DeployFormState = ReturnType<typeof useDeployForm>;
