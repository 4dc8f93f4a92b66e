'use client';

import type { SignatureInput } from '@millrace/pipeline-core/release';
import { useState } from 'react';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Field } from '../../ui/Field';
import { FileDrop } from '../../ui/FileDrop';
import { Notice } from '../../ui/Notice';
import { ProgressBar } from '../../ui/ProgressBar';
import { Textarea } from '../../ui/Textarea';
import { mostRows } from './rows-of-table';
import { ScoredRows } from './ScoredRows';
import type { ScorerClient } from './scorer-client';
import { useScoredRows } from './use-scored-rows';

type Props = {
  scorer: ScorerClient;
  inputs: readonly SignatureInput[];
  /** What the file of scores is called, without its end. */
  name: string;
};

/** Rows of a file or of the clipboard, scored in this browser, with the scores to take along. */
export function RowsCard({ scorer, inputs, name }: Props) {
  const [pasted, setPasted] = useState('');
  const { state, score } = useScoredRows(scorer, inputs);
  return (
    <Card aria-label="Many rows">
      <CardHeader title="Many rows" aside={`up to ${mostRows.toLocaleString('en')}`} />
      <CardBody>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <FileDrop
            label="Drop a CSV file"
            hint={`Its first line names the columns: ${columnWords(inputs)}.`}
            accept=".csv,.tsv,.txt,text/csv"
            onFiles={([file]) => void file?.text().then(score)}
          />
          <Field label="Or paste rows, with the names of the columns above them">
            {(ids) => (
              <>
                <Textarea
                  {...ids}
                  rows={5}
                  className="max-h-48 font-mono text-12"
                  value={pasted}
                  onChange={({ target }) => setPasted(target.value)}
                />
                <Button className="justify-self-start" disabled={pasted.trim() === ''} onClick={() => score(pasted)}>
                  Score the rows
                </Button>
              </>
            )}
          </Field>
        </div>
        {state.kind === 'scoring' ? (
          <div className="grid gap-1.5">
            <p className="text-muted">{`${state.done.toLocaleString('en')} of ${formatCount(state.total, 'row')} scored.`}</p>
            <ProgressBar value={state.done / state.total} label="Scoring rows" tone="accent" />
          </div>
        ) : null}
        {state.kind === 'refused' ? (
          <Notice tone="danger" title="These rows were not scored">
            {state.problem}
          </Notice>
        ) : null}
        {state.kind === 'scored' ? <ScoredRows scored={state.scored} name={name} /> : null}
      </CardBody>
    </Card>
  );
}

function columnWords(inputs: readonly SignatureInput[]): string {
  const names = inputs.slice(0, 6).map(({ name }) => name);
  return inputs.length > names.length
    ? `${names.join(', ')} and ${inputs.length - names.length} more`
    : names.join(', ');
}
