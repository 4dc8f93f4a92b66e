import { Fragment, type ReactNode } from 'react';
import { cn } from '../lib/cn';

export type SentenceHeaderProps = {
  /** The finding: the first thing the page says. */
  sentence: ReactNode;
  /** Terms of the finding: n, interval, split, owner. Separated by dots. */
  facts?: readonly ReactNode[] | undefined;
  /** Controls at the right end. */
  aside?: ReactNode;
  /** `page` 20 px; `display` 28 px for the manager's page. */
  size?: 'page' | 'display';
};

/** Head of a page: a sentence first, then the facts it rests on. */
export function SentenceHeader({ sentence, facts = [], aside, size = 'page' }: SentenceHeaderProps) {
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
      <div className="grid min-w-0 flex-1 basis-[320px] gap-0.5">
        <h1
          className={cn(
            'text-pretty',
            size === 'display'
              ? 'text-20 font-medium tracking-title sm:text-28 sm:tracking-display'
              : 'text-20 font-semibold tracking-title',
          )}
        >
          {sentence}
        </h1>
        {facts.length > 0 ? <Facts facts={facts} /> : null}
      </div>
      {aside ? <div className="flex flex-none items-center gap-2">{aside}</div> : null}
    </div>
  );
}

/** Short facts in a row, a dot between them. */
export function Facts({ facts }: { facts: readonly ReactNode[] }) {
  return (
    <p className="flex flex-wrap gap-x-2 gap-y-1 text-muted">
      {facts.map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts are a fixed sentence, never reordered
        <Fragment key={index}>
          {index > 0 ? <span aria-hidden className="mt-2 size-[3px] flex-none rounded-full bg-faint" /> : null}
          <span>{fact}</span>
        </Fragment>
      ))}
    </p>
  );
}

/** The part of a sentence that asks for a decision. */
export function SentenceAlert({ children }: { children: ReactNode }) {
  return <span className="text-danger">{children}</span>;
}

/** The part of a sentence that limits it. */
export function SentenceAside({ children }: { children: ReactNode }) {
  return <span className="text-muted">{children}</span>;
}
