'use client';

import { CircleMinus, CirclePlus, PencilLine } from 'lucide-react';
import { useMemo } from 'react';
import { formatCount } from '../../lib/format-number';
import { Skeleton } from '../../ui/Skeleton';
import { type DocumentChanges, documentChanges, type StepChange } from '../drawing/document-changes';
import { useEditor } from '../use-editor';
import { useVersion, type Version, versionTitle } from './use-versions';
import { VersionPicture } from './VersionPicture';

/** One version: its drawing in small, and what restoring it would change on the present one. */
export function VersionDetail({ version }: { version: Version }) {
  const query = useVersion(version.id);
  const present = useEditor((state) => state.document);
  const document = query.data?.document;
  const changes = useMemo(
    () => (document === undefined ? null : documentChanges(present, document)),
    [present, document],
  );
  if (query.isError) return <p className="text-muted">This version cannot be read just now.</p>;
  if (document === undefined || changes === null) return <Skeleton className="h-full" label="Reading the version" />;
  return (
    <section
      aria-label={versionTitle(version)}
      className="grid min-h-0 grid-rows-[160px_auto_1fr] gap-2 max-md:grid-rows-[140px_auto_auto]"
    >
      <VersionPicture document={document} changes={changes} />
      <p className="font-medium">{sentence(changes)}</p>
      <ul
        aria-label="What restoring changes"
        className="thin-scroll grid min-h-0 content-start gap-1.5 overflow-y-auto"
      >
        {changes.steps.map((change) => (
          <ChangeRow key={change.id} change={change} />
        ))}
      </ul>
    </section>
  );
}

function sentence({ steps, lines, notes, moved }: DocumentChanges): string {
  const count = (kind: StepChange['kind']) => steps.filter((change) => change.kind === kind).length;
  const parts = [
    [count('added'), (n: number) => `adds ${formatCount(n, 'step')}`],
    [count('removed'), (n: number) => `takes out ${formatCount(n, 'step')}`],
    [count('changed'), (n: number) => `changes ${formatCount(n, 'step')}`],
    [lines, (n: number) => `changes ${formatCount(n, 'line')}`],
    [notes, (n: number) => `changes ${formatCount(n, 'note')}`],
    [moved, (n: number) => `moves ${formatCount(n, 'step')}`],
  ] as const;
  const words = parts.filter(([n]) => n > 0).map(([n, say]) => say(n));
  return words.length === 0 ? 'This is the drawing as it is now.' : `Restoring it ${inWords(words)}.`;
}

function inWords(words: string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

const looks = {
  added: { icon: CirclePlus, word: 'Comes back', text: 'text-success' },
  removed: { icon: CircleMinus, word: 'Goes', text: 'text-danger' },
  changed: { icon: PencilLine, word: 'Changes', text: 'text-warning' },
};

function ChangeRow({ change }: { change: StepChange }) {
  const { icon: Icon, word, text } = looks[change.kind];
  return (
    <li className="grid grid-cols-[16px_1fr_auto] items-start gap-x-2">
      <Icon className={`mt-0.5 size-[14px] ${text}`} aria-hidden />
      <span className="min-w-0 truncate font-medium">{change.title}</span>
      <span className="text-12 text-muted">{word}</span>
      {change.details.map((detail) => (
        <span key={detail} className="col-span-2 col-start-2 text-12 break-words text-muted tabular-nums">
          {detail}
        </span>
      ))}
    </li>
  );
}
