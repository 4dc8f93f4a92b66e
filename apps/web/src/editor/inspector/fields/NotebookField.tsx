'use client';

import { readNotebook, withoutOutputs } from '@millrace/pipeline-core/steps';
import { useState } from 'react';
import { notebookParts } from '../../../features/notebooks/notebook-parts';
import { Button } from '../../../ui/Button';
import { FileDrop, type FileDropState } from '../../../ui/FileDrop';
import { NotebookView } from '../../../ui/NotebookView';
import { Textarea } from '../../../ui/Textarea';
import type { FieldProps } from '../field-props';

/** As many letters as the step keeps. */
const mostLetters = 2_000_000;

/** A notebook from a file or from the clipboard; it is kept without what its cells once printed. */
export function NotebookField({ field, value, set, ids }: FieldProps) {
  const [state, setState] = useState<FileDropState>({ kind: 'idle' });
  const read = readNotebook(typeof value === 'string' ? value : '');
  const take = (text: string) => {
    const given = readNotebook(text);
    if (!given.ok) return setState({ kind: 'failed', text: given.why });
    const kept = JSON.stringify(withoutOutputs(given.notebook));
    if (kept.length > mostLetters)
      return setState({
        kind: 'failed',
        text: 'Its code and text are longer than 2 million letters. Take pictures out of its text.',
      });
    setState({ kind: 'idle' });
    set(field.name, kept);
  };
  const failed = () => setState({ kind: 'failed', text: 'The file cannot be read. Choose it once more.' });
  if (read.ok)
    return (
      <div className="grid gap-1.5">
        <NotebookView label={field.title} parts={notebookParts(read.notebook)} maxHeight={320} />
        <Button size="sm" className="justify-self-start" onClick={() => set(field.name, '')}>
          Choose another notebook
        </Button>
      </div>
    );
  return (
    <div className="grid gap-1.5">
      <FileDrop
        label="Notebook"
        hint="An .ipynb file; its outputs are left out."
        accept=".ipynb"
        state={state}
        onFiles={([file]) => void file?.text().then(take, failed)}
      />
      <Textarea
        {...ids}
        rows={2}
        placeholder="Or paste the text of an .ipynb file"
        className="font-mono text-12"
        value=""
        onChange={(event) => take(event.target.value)}
      />
    </div>
  );
}
