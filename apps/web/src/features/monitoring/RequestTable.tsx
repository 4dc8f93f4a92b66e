'use client';

import { type ReactNode, useState } from 'react';
import { formatDaySecond } from '../../lib/format-date';
import { noValue } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Table } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { answerWords } from './answer-words';
import { milliseconds } from './format-latency';
import type { LatestRequest } from './latest-request';
import { protocolWords, stateTones, stateWords } from './prediction-words';
import { RequestDialog } from './RequestDialog';

/** Requests with who answered what, the refused among them; one opens with its input and answer. */
export function RequestTable(props: { label: string; requests: readonly LatestRequest[]; empty: ReactNode }) {
  const { slug } = useProject();
  const [open, setOpen] = useState<LatestRequest | null>(null);
  return (
    <>
      <Table
        label={props.label}
        rows={props.requests}
        rowId={({ id }) => id}
        onRowClick={setOpen}
        empty={props.empty}
        columns={[
          { id: 'at', header: 'At', cell: ({ at }) => <span className="tabular-nums">{formatDaySecond(at)}</span> },
          {
            id: 'status',
            header: 'State',
            cell: ({ status }) => <Badge tone={stateTones[status]}>{stateWords[status]}</Badge>,
          },
          { id: 'release', header: 'Release', cell: ({ releaseName }) => releaseName ?? noValue },
          { id: 'output', header: 'Answer', cell: (request) => <AnswerOrReason request={request} /> },
          {
            id: 'caller',
            header: 'Caller',
            wideOnly: 'xl',
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
                aria-label={`Passport of the request at ${formatDaySecond(at)}`}
              >
                Passport
              </TextLink>
            ),
          },
        ]}
      />
      <RequestDialog request={open} onClose={() => setOpen(null)} />
    </>
  );
}

/** Where nobody answered, why. */
function AnswerOrReason({ request }: { request: LatestRequest }) {
  const { output, reason } = request;
  if (output !== null || reason === undefined) return answerWords(output);
  return (
    <span className="block max-w-[420px] truncate text-muted" title={reason}>
      {reason}
    </span>
  );
}
