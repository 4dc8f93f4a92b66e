'use client';

import type { ReactNode } from 'react';
import { reportOf } from '../client/error-report';
import { ErrorState } from '../ui/ErrorState';
import { Skeleton } from '../ui/Skeleton';
import { MissingThing } from './MissingThing';

type QueryLike<T> = { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };

type Props<T> = {
  query: QueryLike<T>;
  /** It asks for the thing that the address names: where that is not there, the address is what is wrong. */
  page?: boolean;
  skeletonClass?: string;
  children: (data: T) => ReactNode;
};

/** The three states of whatever is asked for: loading, refused with its next step (or not found), and there. */
export function QueryView<T>(props: Props<T>) {
  const { query, page = false } = props;
  if (query.data !== undefined) return <>{props.children(query.data)}</>;
  if (query.isPending) return <Skeleton className={props.skeletonClass ?? 'h-48'} />;
  const report = reportOf(query.error);
  if (page && report.code === 'not-found') return <MissingThing report={report} />; // asking again finds nothing either
  return <ErrorState what={report.message} next={report.next} onRetry={() => void query.refetch()} />;
}
