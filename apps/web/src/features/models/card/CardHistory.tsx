'use client';

import { cardFieldFacts } from '@millrace/pipeline-core/card';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../../client/trpc';
import { formatDateTime } from '../../../lib/format-date';
import { EmptyState } from '../../../ui/EmptyState';
import { Sheet } from '../../../ui/Sheet';
import { useProject } from '../../frame/project-context';
import { QueryView } from '../../QueryView';
import type { VersionOf } from '../version-data';

/** Every text the card ever had: nothing that was written is lost. */
export function CardHistory({ of, open, onClose }: { of: VersionOf; open: boolean; onClose: () => void }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.models.cardHistory.queryOptions({ project: slug, of }, { enabled: open }));
  return (
    <Sheet open={open} onOpenChange={(stays) => (stays ? undefined : onClose())} title="History of the card">
      <QueryView query={query}>
        {({ history }) =>
          history.length === 0 ? (
            <EmptyState
              title="Nobody has written yet"
              detail="Each text that is saved stays here, with who wrote it."
            />
          ) : (
            <ol className="grid gap-4">
              {history.map(({ field, number, text, actorName, createdAt }) => (
                <li key={`${field} ${number}`} className="grid gap-0.5">
                  <p className="text-12 text-muted">
                    <b className="font-semibold text-text">{cardFieldFacts[field].title}</b>
                    {`, ${actorName}, ${formatDateTime(createdAt)}`}
                  </p>
                  <p className="text-13 whitespace-pre-wrap">{text === '' ? 'Taken away.' : text}</p>
                </li>
              ))}
            </ol>
          )
        }
      </QueryView>
    </Sheet>
  );
}
