import { getHeapStatistics } from 'node:v8';
import type { OnlineView } from './online-store';

/** Share of the heap that feature views may take: the rest is for models, requests and the other roles of a process. */
const onlineShare = 0.5;

/** What all views of a process like this one may take together, in bytes. */
export function onlineLimit(): number {
  return getHeapStatistics().heap_size_limit * onlineShare;
}

/** Which of these views do not fit into memory beside those before them, in words. */
export function viewsBeyond(views: ReadonlyMap<string, Pick<OnlineView, 'bytes'> | null>, mostBytes: number): string[] {
  const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20).toLocaleString('en');
  let held = 0;
  const beyond: string[] = [];
  for (const [name, view] of views) {
    const bytes = view?.bytes ?? 0;
    if (held + bytes <= mostBytes) held += bytes;
    else
      beyond.push(
        `the feature view ${name} takes about ${megabytes(bytes)} MB of memory, and all views have ${megabytes(mostBytes)} MB`,
      );
  }
  return beyond;
}
