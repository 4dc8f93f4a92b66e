'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { downloadText } from '../../lib/download';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { SearchField } from '../../ui/SearchField';
import { Switch } from '../../ui/Switch';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { LogLines } from './LogLines';
import { logAsText, matching, withSteps } from './log-lines';
import { type LogOf, useStepLog } from './use-step-log';

/** Log of a run or one step: grows while it runs, and stays at its end as long as one follows it. */
export function StepLog(props: LogOf) {
  return <LogView key={`${props.run} ${props.idx ?? ''}`} {...props} />;
}

function LogView(props: LogOf) {
  const { query, readAll } = useStepLog(props);
  const titles = useTitles(props);
  const [search, setSearch] = useState('');
  const [follow, setFollow] = useState(true);
  const download = useMutation({
    mutationFn: readAll,
    onSuccess: (lines) => downloadText(logAsText(withSteps(lines, titles)), 'log.txt', 'text/plain;charset=utf-8'),
  });
  return (
    <QueryView query={query} skeletonClass="h-24">
      {(read) => {
        const lines = withSteps(read, titles);
        const shown = matching(lines, search);
        return (
          <div className="grid gap-2">
            <div className="flex flex-wrap items-center gap-2">
              <SearchField label="Search the log" value={search} onValueChange={setSearch} className="max-w-64" />
              <span className="text-12 text-muted tabular-nums">{countWords(shown.length, lines.length)}</span>
              <div className="ml-auto flex items-center gap-3">
                {props.live ? <Switch label="Follow" checked={follow} onCheckedChange={setFollow} /> : null}
                <Button
                  size="sm"
                  disabled={lines.length === 0}
                  loading={download.isPending}
                  onClick={() => download.mutate()}
                >
                  Download
                </Button>
              </div>
            </div>
            {lines.length === 0 ? (
              <EmptyState
                title="No log lines"
                detail={props.live ? 'They appear as the step writes them.' : 'This step had nothing to say.'}
              />
            ) : shown.length === 0 ? (
              <EmptyState
                title="No line matches"
                detail={`None of ${lines.length.toLocaleString('en')} lines holds “${search.trim()}”.`}
                action={<Button onClick={() => setSearch('')}>Clear the search</Button>}
              />
            ) : (
              <LogLines lines={shown} follow={props.live && follow} onFollowChange={setFollow} />
            )}
          </div>
        );
      }}
    </QueryView>
  );
}

/** Of a whole run: what its steps are called, by their place in it. Null for the log of one step. */
function useTitles({ run, idx }: LogOf): ReadonlyMap<number, string> | null {
  const { slug } = useProject();
  const ofRun = idx === undefined;
  const { data } = useQuery(useTRPC().runs.get.queryOptions({ project: slug, id: run }, { enabled: ofRun }));
  return useMemo(
    () => (ofRun ? new Map(data?.run.stepRuns.map(({ idx: at, spec }) => [at, spec.title])) : null),
    [ofRun, data],
  );
}

function countWords(shown: number, all: number): string {
  const total = all.toLocaleString('en');
  return shown === all ? `${total} ${all === 1 ? 'line' : 'lines'}` : `${shown.toLocaleString('en')} of ${total} lines`;
}
