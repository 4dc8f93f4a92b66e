'use client';

import type { FollowShape } from '@millrace/pipeline-core/api';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTRPC } from '../../client/trpc';
import { cn } from '../../lib/cn';
import { IconButton } from '../../ui/IconButton';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { trailSentence } from './follow-words';
import { PortCard, type StepLink } from './PortCard';

export type FollowPanelProps = {
  run: string;
  step: string;
  port: string;
  row: number;
  /** Under the title: which run, or a choice of them. */
  about?: ReactNode;
  stepLink: StepLink;
  onFound?: (found: FollowShape) => void;
  /** Stands on a page as a card, not at the edge of the window. */
  card?: boolean;
  onClose: () => void;
};

/** One row at every port of a run, beside what it was picked from. Escape closes it and gives the keyboard back. */
export function FollowPanel(props: FollowPanelProps) {
  const { run, step, port, row, about, onFound, card = false, onClose } = props;
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.runs.followRow.queryOptions(
      { project: slug, run, step, port, row },
      { staleTime: Number.POSITIVE_INFINITY, retry: false },
    ),
  );
  const { data } = query;
  useEffect(() => {
    if (data !== undefined) onFound?.(data);
  }, [data, onFound]);
  return (
    <FollowFrame
      title={rowTitle(row)}
      card={card}
      about={about ?? (data === undefined ? '' : whereOf(data))}
      onClose={onClose}
    >
      <QueryView query={query} skeletonClass="h-40">
        {(found) => <Ports found={found} stepLink={props.stepLink} />}
      </QueryView>
    </FollowFrame>
  );
}

function whereOf({ ports, picked, number }: FollowShape): string {
  const title = ports.find(({ key }) => key === picked.key)?.title;
  return title === undefined ? `in run ${number}` : `of ${title}, in run ${number}`;
}

function Ports({ found, stepLink }: { found: FollowShape; stepLink: StepLink }) {
  const byKey = new Map(found.ports.map((one) => [one.key, one]));
  const titleOf = (key: string) => byKey.get(key)?.title ?? 'a step';
  return (
    <>
      <p role="status" className="text-muted">
        {trailSentence(found.ports, titleOf)}
      </p>
      <ol aria-label="The row at every port" className="grid gap-2">
        {found.ports.map((one) => (
          <PortCard
            key={one.key}
            port={one}
            before={one.against === null ? null : (byKey.get(one.against.key) ?? null)}
            titleOf={titleOf}
            stepLink={stepLink}
          />
        ))}
      </ol>
    </>
  );
}

/** Rows count from 1 for people, as in the table. */
export function rowTitle(row: number): string {
  return `Row ${(row + 1).toLocaleString('en')}`;
}

/** The frame of the panel: it takes the keyboard when it opens, and gives it back to where it came from. */
export function FollowFrame(props: {
  title: string;
  about: ReactNode;
  card?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const { title, about, card = false, onClose, children } = props;
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    const from = document.activeElement;
    frame.current?.focus();
    return () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus();
    };
  }, []);
  return (
    <aside
      ref={frame}
      tabIndex={-1}
      aria-label={`Follow ${title.toLowerCase()}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
      className={cn(
        'flex min-h-0 w-(--inspector) max-w-[100vw] flex-none flex-col overflow-hidden border-border bg-surface max-md:fixed max-md:inset-y-0 max-md:right-0 max-md:z-30',
        card ? 'rounded-card border' : 'border-l',
      )}
    >
      <header className="flex h-(--topbar) flex-none items-center gap-2.5 px-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-14 leading-[18px] font-semibold tabular-nums">{title}</h2>
          <div className="truncate text-12 text-muted tabular-nums">{about}</div>
        </div>
        <IconButton label="Close" icon={<X />} tooltip={false} onClick={onClose} />
      </header>
      <div className="thin-scroll grid min-h-0 flex-1 auto-rows-max gap-2 overflow-y-auto border-t border-border p-3">
        {children}
      </div>
    </aside>
  );
}
