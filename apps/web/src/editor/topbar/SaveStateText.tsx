'use client';

import { useEffect, useState } from 'react';
import { formatRelative } from '../../lib/format-date';
import { Badge } from '../../ui/Badge';
import { TextLink } from '../../ui/TextLink';
import { useEditor } from '../use-editor';

/** "Saved 2 s ago", "Saving", "Offline": what has become of the last edit. */
export function SaveStateText() {
  const save = useEditor((state) => state.saveState);
  const editable = useEditor((state) => state.editable);
  const now = useNow(save.kind === 'saved' && save.at > 0);
  if (!editable) return <Badge tone="line">View only</Badge>;
  switch (save.kind) {
    case 'saved':
      return <Text>{save.at === 0 ? 'Saved' : savedText(save.at, now)}</Text>;
    case 'unsaved':
      return <Text>Edited</Text>;
    case 'saving':
      return <Text>Saving</Text>;
    case 'offline':
      return (
        <span role="status" title={save.message} className="text-12 font-medium whitespace-nowrap text-warning">
          Offline, edits are kept here
        </span>
      );
    case 'signed-out':
      return (
        <span role="alert" className="flex items-center gap-1.5 text-12 font-medium whitespace-nowrap text-warning">
          Signed out, edits are kept here
          <TextLink href="/sign-in" target="_blank">
            Sign in
          </TextLink>
        </span>
      );
    case 'refused':
      return (
        <span role="alert" title={save.message} className="min-w-0 truncate text-12 font-medium text-danger">
          {`Not saved: ${save.message}`}
        </span>
      );
    default:
      return save satisfies never;
  }
}

function savedText(at: number, now: number): string {
  const ago = formatRelative(at, { now: Math.max(at, now) });
  return ago === 'now' ? 'Saved' : `Saved ${ago}`;
}

function Text({ children }: { children: string }) {
  return (
    <span className="text-12 whitespace-nowrap text-muted tabular-nums max-md:hidden @max-3xl:hidden">{children}</span>
  );
}

function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
