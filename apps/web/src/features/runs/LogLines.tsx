'use client';

import { useLayoutEffect, useRef } from 'react';
import type { LogLine } from './log-lines';

const tones = { debug: 'text-muted', info: '', warning: 'text-warning', error: 'text-danger' } as const;

/** More than this are not drawn: the newest are shown, search and download know all of them. */
const mostDrawn = 2000;
/** Pixels from the end that still count as being there. */
const atEnd = 24;

/** Lines in a box that scrolls. Following keeps it at the end; scrolling up stops that, back to the end goes on. */
export function LogLines(props: {
  lines: readonly LogLine[];
  follow: boolean;
  onFollowChange: (follow: boolean) => void;
}) {
  const { lines, follow, onFollowChange } = props;
  const box = useRef<HTMLElement>(null);
  const drawn = lines.slice(-mostDrawn);
  const newest = drawn.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is the reason to move
  useLayoutEffect(() => {
    if (follow && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, newest]);
  return (
    <>
      {drawn.length < lines.length ? (
        <p className="text-12 text-muted">
          {`The newest ${mostDrawn.toLocaleString('en')} are shown; Download has all of them.`}
        </p>
      ) : null}
      <section
        ref={box}
        aria-label="Log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          const near = scrollHeight - scrollTop - clientHeight < atEnd;
          if (near !== follow) onFollowChange(near);
        }}
        className="thin-scroll max-h-80 overflow-auto rounded-card border border-border bg-surface-2 p-2 font-mono text-12"
      >
        <ol>
          {drawn.map(({ id, at, level, step, text }) => (
            <li key={id} className="flex gap-3 px-1">
              <time dateTime={at.toISOString()} className="flex-none text-muted tabular-nums">
                {at.toISOString().slice(11, 23)}
              </time>
              {step === undefined ? null : (
                <span className="w-36 flex-none truncate text-muted" title={step}>
                  {step}
                </span>
              )}
              <span className={`min-w-0 break-words whitespace-pre-wrap ${tones[level]}`}>{text}</span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
