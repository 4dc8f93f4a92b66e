'use client';

import { useMutation } from '@tanstack/react-query';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { formatDayTime } from '../../lib/format-date';
import { useProject } from '../frame/project-context';
import { type EndpointData, type KnownRelease, MoveButton } from './MoveButton';
import { nameOf } from './release-name';

/** Back to the release that answered before; a reason is asked and may be left out, since this is what one does in need. */
export function RollBackButton({ data, served }: { data: EndpointData; served: KnownRelease | undefined }) {
  const { slug } = useProject();
  const { endpoint, rollback } = data;
  const back = useMutation(useTRPC().endpoints.rollBack.mutationOptions({ onError: shownInPlace }));
  const from = served === undefined ? 'what answers now' : nameOf(served);
  const until = rollback === null ? '' : formatDayTime(rollback.liveUntil);
  return (
    <MoveButton
      release={data.releases.find(({ id }) => id === rollback?.release)}
      words={(release) => ({
        button: (
          <>
            {`Roll back to ${nameOf(release)}`}
            <span className="text-muted max-md:hidden">{`answered until ${until}`}</span>
          </>
        ),
        title: `Roll back to ${nameOf(release)}`,
        effect: `will answer at ${endpoint.name} alone, instead of ${from}, as soon as it is loaded and has answered its proof rows. It answered here until ${until}.`,
        why: 'Why go back',
        needsReason: false,
        action: `Roll back to ${nameOf(release)}`,
      })}
      start={back}
      onStart={(release, reason) =>
        back.mutate({
          ...{ project: slug, endpoint: endpoint.id, release: release.id },
          ...(reason === undefined ? {} : { reason }),
        })
      }
    />
  );
}
