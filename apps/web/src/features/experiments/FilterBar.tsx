'use client';

import { type ListFilterProblem, parseListFilter } from '@millrace/pipeline-core/tracking';
import { Filter, X } from 'lucide-react';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { Input } from '../../ui/Input';
import { filterParts, withoutPart } from './filter-chips';

/** Which rows are shown, as a text that is read when Enter is pressed; below it what is wrong with it, or its comparisons. */
export function FilterBar(props: {
  filter: string;
  /** What the server says of the filter that is shown. */
  problem: ListFilterProblem | null;
  onFilter: (filter: string) => void;
}) {
  const { filter, onFilter } = props;
  const [text, setText] = useState(filter);
  const [slip, setSlip] = useState<ListFilterProblem | null>(null);
  const id = useId();
  useEffect(() => {
    setText(filter);
    setSlip(null);
  }, [filter]);
  const apply = (event: FormEvent) => {
    event.preventDefault();
    const read = parseListFilter(text);
    setSlip(read.ok ? null : read.error);
    if (read.ok) onFilter(text.trim());
  };
  const problem = slip ?? (text === filter ? props.problem : null);
  return (
    <div className="grid min-w-0 flex-1 basis-[360px] gap-1.5">
      <form onSubmit={apply} className="flex min-w-0 items-center gap-2">
        <Input
          aria-label="Filter"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : id}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder='auc > 0.8 and model = "forest"'
          prefix={<Filter aria-hidden className="size-[14px] text-muted" />}
          className="min-w-0 flex-1"
          inputClassName="font-mono text-12"
          spellCheck={false}
          autoComplete="off"
        />
        {text === filter ? null : (
          <Button type="submit" variant="primary">
            Apply
          </Button>
        )}
      </form>
      {problem === null ? (
        <Chips filter={filter} onFilter={onFilter} />
      ) : (
        <Complaint id={id} text={slip === null ? filter : text} problem={problem} />
      )}
    </div>
  );
}

function Complaint({ id, text, problem }: { id: string; text: string; problem: ListFilterProblem }) {
  const { at, end, message } = problem;
  return (
    <p id={id} role="alert" className="text-12">
      <code className="font-mono whitespace-pre-wrap text-muted">
        {text.slice(0, at)}
        <mark className="rounded-xs bg-danger-tint text-danger underline decoration-2 underline-offset-2">
          {text.slice(at, Math.max(end, at + 1)) || ' '}
        </mark>
        {text.slice(Math.max(end, at + 1))}
      </code>
      <span className="mt-0.5 block text-danger">{`At character ${at + 1}: ${message}`}</span>
    </p>
  );
}

function Chips({ filter, onFilter }: { filter: string; onFilter: (filter: string) => void }) {
  const parts = filterParts(filter);
  if (parts.length < 2) return null;
  return (
    <ul className="flex flex-wrap gap-1.5" aria-label="Comparisons">
      {parts.map((part, at) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: the same comparison may stand twice
          key={`${at} ${part}`}
          className="flex items-center gap-1 rounded-control bg-surface-2 py-0.5 pr-0.5 pl-2 font-mono text-12"
        >
          {part}
          <IconButton
            size="sm"
            label={`Take ${part} away`}
            icon={<X />}
            tooltip={false}
            onClick={() => onFilter(withoutPart(filter, at))}
          />
        </li>
      ))}
    </ul>
  );
}
