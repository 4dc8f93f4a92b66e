'use client';

import { type CardBlock, longestCardText, needsSentence } from '@millrace/pipeline-core/card';
import { Pencil } from 'lucide-react';
import { useId, useState } from 'react';
import { Badge } from '../../../ui/Badge';
import { Button } from '../../../ui/Button';
import { Textarea } from '../../../ui/Textarea';
import type { CardEditing } from './use-card-text';

type Props = { block: Extract<CardBlock, { kind: 'human' }>; editing: CardEditing };

/** A field that people fill in: what is written, or what is asked; a button opens it for writing. */
export function CardTextField({ block, editing }: Props) {
  const { title, ask, text, fromVersion } = block;
  const [draft, setDraft] = useState<string | null>(null);
  const label = useId();
  const save = async (written: string) => {
    setDraft(null);
    if (!(await editing.save(block.field, written))) setDraft(written);
  };
  return (
    <div className="grid gap-1">
      <div className="flex flex-wrap items-center gap-2">
        <h4 id={label} className="text-13 font-semibold">
          {title}
        </h4>
        {text === null ? <Badge tone="warning">{needsSentence}</Badge> : null}
        {fromVersion === null ? null : <Badge tone="line">{`as written for v${fromVersion}`}</Badge>}
        {editing.may && draft === null ? (
          <Button
            size="sm"
            variant="ghost"
            aria-label={`${text === null ? 'Write' : 'Change'} ${title}`}
            onClick={() => setDraft(text ?? '')}
          >
            <Pencil aria-hidden /> {text === null ? 'Write' : 'Change'}
          </Button>
        ) : null}
      </div>
      {draft === null ? (
        <p className={text === null ? 'text-13 text-muted' : 'text-13 whitespace-pre-wrap'}>{text ?? ask}</p>
      ) : (
        <Draft
          {...{ draft, label, ask, saving: editing.saving }}
          onChange={setDraft}
          onSave={() => void save(draft)}
          onCancel={() => setDraft(null)}
        />
      )}
    </div>
  );
}

type DraftProps = {
  draft: string;
  label: string;
  ask: string;
  saving: boolean;
  onChange: (text: string) => void;
  onSave: () => void;
  onCancel: () => void;
};

/** The text while it is written. Ctrl+Enter saves, Escape leaves it as it was. */
function Draft({ draft, label, ask, saving, onChange, onSave, onCancel }: DraftProps) {
  return (
    <div className="grid max-w-[720px] gap-2">
      <Textarea
        autoFocus
        aria-labelledby={label}
        placeholder={ask}
        maxLength={longestCardText}
        value={draft}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSave();
          if (event.key === 'Escape') onCancel();
        }}
      />
      <div className="flex gap-2">
        <Button size="sm" variant="primary" disabled={saving} onClick={onSave}>
          Save
        </Button>
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
