'use client';

import { checkExpression, functionDocs, parseExpression } from '@millrace/pipeline-core/expression';
import { formulaColumns } from '@millrace/pipeline-core/steps';
import { CircleCheck } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { cn } from '../../../lib/cn';
import { Textarea } from '../../../ui/Textarea';
import { type Completion, completeFormula, takesCompletion, withCompletion } from '../complete-formula';
import type { FieldProps } from '../field-props';
import { useColumns } from '../use-columns';

/** A formula over the columns that arrive: checked while typing, with columns and functions completed. */
export function FormulaField({ step, field, value, set, ids }: FieldProps) {
  const { all, partial } = useColumns(step, field);
  const text = typeof value === 'string' ? value : '';
  const area = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const [moved, setMoved] = useState(false);
  const listId = useId();
  const columns = formulaColumns(all ?? []);
  const completions = caret === null ? [] : completeFormula({ text, caret, columns });
  const choose = (completion: Completion) => {
    set(field.name, withCompletion(text, caret ?? text.length, completion));
    setCaret(null);
    requestAnimationFrame(() => area.current?.setSelectionRange(completion.caret, completion.caret));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (completions.length === 0) return;
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const by = moves[event.key];
    const chosen = completions[active];
    if (by !== undefined) {
      event.preventDefault();
      setActive((active + by + completions.length) % completions.length);
      setMoved(true);
    } else if (
      chosen !== undefined &&
      caret !== null &&
      takesCompletion({ key: event.key, moved, text, caret, completion: chosen, columns })
    ) {
      event.preventDefault();
      choose(chosen);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      setCaret(null);
    }
  };
  return (
    <div className="relative grid gap-1">
      <Textarea
        {...ids}
        ref={area}
        role="combobox"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded={completions.length > 0}
        {...(completions.length === 0
          ? {}
          : { 'aria-controls': listId, 'aria-activedescendant': optionId(listId, active) })}
        rows={4}
        spellCheck={false}
        className="font-mono text-12"
        value={text}
        placeholder="price / nullif(area, 0)"
        onChange={(event) => {
          set(field.name, event.target.value);
          setCaret(event.target.selectionStart);
          setActive(0);
          setMoved(false);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setCaret(null)}
      />
      {completions.length === 0 ? (
        <Verdict text={text} columns={columns} known={all !== null && !partial} />
      ) : (
        <Completions id={listId} completions={completions} active={active} onChoose={choose} />
      )}
    </div>
  );
}

function optionId(list: string, index: number): string {
  return `${list}-${index}`;
}

function Completions(props: {
  id: string;
  completions: readonly Completion[];
  active: number;
  onChoose: (c: Completion) => void;
}) {
  const { id, completions, active, onChoose } = props;
  const doc = functionDocs.find(({ name }) => name === completions[active]?.label);
  return (
    <div className="absolute top-full right-0 left-0 z-20 mt-1 rounded-card border border-border bg-surface p-1 shadow-float">
      <div id={id} role="listbox" aria-label="Columns and functions" tabIndex={-1}>
        {completions.map((completion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
          <div
            key={`${completion.kind}-${completion.label}`}
            id={optionId(id, index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={cn(
              'flex h-6 cursor-pointer items-center gap-2 rounded-sm px-2 text-12',
              index === active ? 'bg-hover' : '',
            )}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(completion)}
          >
            <span className="font-mono">{completion.label}</span>
            <span className="min-w-0 flex-1 truncate text-right text-muted">{completion.detail}</span>
          </div>
        ))}
      </div>
      {doc === undefined ? null : <p className="border-t border-border-soft px-2 pt-1 text-12 text-muted">{doc.doc}</p>}
    </div>
  );
}

/** What the formula gives, where it is right; mistakes come as the error of the field. */
function Verdict(props: { text: string; columns: ReturnType<typeof formulaColumns>; known: boolean }) {
  if (props.text.trim() === '') return null;
  const parsed = parseExpression(props.text);
  const checked = parsed.ok ? checkExpression(parsed.expression, props.columns, parsed.spans) : null;
  if (checked?.ok === true)
    return (
      <p className="flex items-center gap-1 text-12 text-success">
        <CircleCheck className="size-3" aria-hidden /> {`Gives ${checked.type}`}
      </p>
    );
  if (parsed.ok && !props.known) return <p className="text-12 text-muted">Checked when the columns are known.</p>;
  return null;
}
