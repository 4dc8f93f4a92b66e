'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { downloadText } from '../../lib/download';
import { formatUtc } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { SearchField } from '../../ui/SearchField';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

const tones = { debug: 'text-muted', info: '', warning: 'text-warning', error: 'text-danger' } as const;

/** Log of a run or one step; follows while it runs. */
export function StepLog(props: { run: string; idx?: number; live: boolean }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const [search, setSearch] = useState('');
  const query = useQuery(
    trpc.runs.logs.queryOptions(
      { project: slug, run: props.run, ...(props.idx === undefined ? {} : { idx: props.idx }) },
      { refetchInterval: props.live ? 1000 : false },
    ),
  );
  return (
    <QueryView query={query} skeletonClass="h-24">
      {({ lines }) => {
        const shown = lines.filter(({ text }) => text.toLowerCase().includes(search.toLowerCase()));
        const asText = lines.map(({ at, level, text }) => `${formatUtc(at)} ${level} ${text}`).join('\n');
        return (
          <div className="grid gap-2">
            <div className="flex items-center gap-2">
              <SearchField label="Search the log" value={search} onValueChange={setSearch} className="max-w-64" />
              <span className="text-12 text-muted tabular-nums">{`${shown.length} of ${lines.length} lines`}</span>
              <Button
                size="sm"
                className="ml-auto"
                disabled={lines.length === 0}
                onClick={() => downloadText(asText, 'log.txt', 'text/plain')}
              >
                Download
              </Button>
            </div>
            {lines.length === 0 ? (
              <EmptyState
                title="No log lines"
                detail={props.live ? 'They appear as the step writes them.' : 'This step had nothing to say.'}
              />
            ) : (
              <ol
                className="thin-scroll max-h-80 overflow-y-auto rounded-card border border-border bg-surface-2 p-2 font-mono text-12"
                aria-label="Log"
              >
                {shown.map(({ id, at, level, text }) => (
                  <li key={id} className="flex gap-3 px-1">
                    <time className="text-muted tabular-nums">{at.toISOString().slice(11, 23)}</time>
                    <span className={tones[level]}>{text}</span>
                  </li>
                ))}
              </ol>
            )}
          </div>
        );
      }}
    </QueryView>
  );
}
