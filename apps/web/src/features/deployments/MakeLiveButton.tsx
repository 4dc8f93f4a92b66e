'use client';

import { useMutation } from '@tanstack/react-query';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import { type EndpointData, type KnownRelease, MoveButton } from './MoveButton';

/** From the sandbox to the live figures of the project: the release that answers, through all checks once more. */
export function MakeLiveButton({ data, served }: { data: EndpointData; served: KnownRelease | undefined }) {
  const { slug } = useProject();
  const { endpoint } = data;
  const make = useMutation(useTRPC().endpoints.makeLive.mutationOptions({ onError: shownInPlace }));
  return (
    <MoveButton
      release={endpoint.sandbox ? served : undefined}
      words={() => ({
        button: 'Make it live',
        title: `Make ${endpoint.name} live`,
        effect: `goes on answering at ${endpoint.name}, under the same address, once it has passed the checks again. From then on its requests count in the figures of the project, releases after it are proposed as a canary, and sending one all traffic at once needs a reason.`,
        why: 'Why it goes live',
        needsReason: true,
        action: 'Make it live',
      })}
      start={make}
      onStart={(release, reason = '') =>
        make.mutate({ project: slug, endpoint: endpoint.id, release: release.id, reason })
      }
    />
  );
}
