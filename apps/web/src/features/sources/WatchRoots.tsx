'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { rootsLine } from './roots-line';

/** Which folders may be watched; where none may, the line with which Millrace is started so that this one may. */
export function WatchRoots({ path }: { path: string }) {
  const { slug } = useProject();
  const roots = useQuery(useTRPC().sources.watchRoots.queryOptions({ project: slug })).data?.roots;
  if (roots == null) return null;
  if (roots.length > 0) return <p className="text-12 text-muted">{`Any folder below ${roots.join(' or ')}.`}</p>;
  return (
    <Notice tone="warning" title="No folder may be watched in this installation yet">
      Whoever runs Millrace lists folders in its environment and starts it again. A folder counts with all below it:
      <code className="mt-1 block font-mono text-12">{rootsLine(path)}</code>
    </Notice>
  );
}
