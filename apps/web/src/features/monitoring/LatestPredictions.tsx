'use client';

import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { formatDateTime } from '../../lib/format-date';
import { Badge } from '../../ui/Badge';
import { Card, CardHeader } from '../../ui/Card';
import { CodeBlock } from '../../ui/CodeBlock';
import { Dialog } from '../../ui/Dialog';
import { EmptyState } from '../../ui/EmptyState';
import { Table } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { SaveAsTest } from '../model-tests/SaveAsTest';
import { answerWords } from './answer-words';
import { milliseconds } from './format-latency';
import { protocolWords, stateTones, stateWords } from './prediction-words';

type Prediction = Outputs['monitoring']['endpoint']['latest'][number];

/** The newest requests, the refused among them; one opens with its input and answer. */
export function LatestPredictions({ predictions }: { predictions: Prediction[] }) {
  const { slug } = useProject();
  const [open, setOpen] = useState<Prediction | null>(null);
  return (
    <Card>
      <CardHeader title="Latest requests" aside={`${predictions.length} shown`} />
      <Table
        label="Latest requests"
        rows={predictions}
        rowId={({ id }) => id}
        onRowClick={setOpen}
        empty={
          <EmptyState
            title="No requests kept yet"
            detail="An answered request is kept with its input, release and time; a refused one with what did not fit."
          />
        }
        columns={[
          { id: 'at', header: 'At', cell: ({ at }) => formatDateTime(new Date(at)) },
          {
            id: 'status',
            header: 'State',
            cell: ({ status }) => <Badge tone={stateTones[status]}>{stateWords[status]}</Badge>,
          },
          {
            id: 'output',
            header: 'Answer',
            cell: (prediction) => <AnswerOrReason prediction={prediction} />,
          },
          {
            id: 'caller',
            header: 'Caller',
            wideOnly: true,
            cell: ({ callerName, protocol }) => `${callerName} · ${protocolWords[protocol]}`,
          },
          { id: 'time', header: 'Time', align: 'right', cell: ({ micros }) => `${milliseconds(micros.total)} ms` },
          {
            id: 'passport',
            header: '',
            align: 'right',
            cell: ({ id, at }) => (
              <TextLink
                href={`/p/${slug}/predictions/${id}`}
                prefetch={false}
                aria-label={`Passport of the request at ${formatDateTime(new Date(at))}`}
              >
                Passport
              </TextLink>
            ),
          },
        ]}
      />
      <Dialog open={open !== null} onOpenChange={() => setOpen(null)} title="Request" width={640}>
        {open === null ? null : (
          <div className="grid gap-3 pb-3">
            {open.reason === undefined ? null : <p className="text-13">{open.reason}</p>}
            {open.status === 'invalid' ? (
              <p className="text-12 text-muted">The values of a refused request are not kept.</p>
            ) : (
              <>
                <CodeBlock title="Input" code={JSON.stringify(open.input, null, 2)} />
                <CodeBlock title="Answer" code={JSON.stringify(open.output, null, 2)} />
              </>
            )}
            <div className="flex items-center justify-between gap-3">
              <TextLink href={`/p/${slug}/predictions/${open.id}`}>Passport: where this answer comes from</TextLink>
              {open.release === null ? null : <SaveAsTest run={{ prediction: open.id }} />}
            </div>
          </div>
        )}
      </Dialog>
    </Card>
  );
}

/** Where nobody answered, why. */
function AnswerOrReason({ prediction }: { prediction: Prediction }) {
  const { output, reason } = prediction;
  if (output !== null || reason === undefined) return answerWords(output);
  return (
    <span className="block max-w-[420px] truncate text-muted" title={reason}>
      {reason}
    </span>
  );
}
