'use client';

import { useMutation } from '@tanstack/react-query';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import { type EndpointData, MoveButton } from './MoveButton';
import { nameOf } from './release-name';

/** The way forward after a roll back: the release that was gone back from, deployed again through the same checks. */
export function DeployAgainButton({ data }: { data: EndpointData }) {
  const { slug } = useProject();
  const { endpoint } = data;
  const again = useMutation(useTRPC().endpoints.deployAgain.mutationOptions({ onError: shownInPlace }));
  return (
    <MoveButton
      release={data.releases.find(({ id }) => id === data.again)}
      words={(release) => ({
        button: `Deploy v${release.number} again`,
        title: `Deploy ${nameOf(release)} again`,
        effect: `was gone back from here. It will take all traffic of ${endpoint.name}, once it has passed the checks against what answers now.`,
        why: 'Why deploy it again',
        needsReason: !endpoint.sandbox,
        action: `Deploy v${release.number} again`,
      })}
      start={again}
      onStart={(release, reason) =>
        again.mutate({
          ...{ project: slug, endpoint: endpoint.id, release: release.id },
          ...(reason === undefined ? {} : { reason }),
        })
      }
    />
  );
}
