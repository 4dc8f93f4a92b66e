'use client';

import type { LossKind } from '@millrace/pipeline-core/bisect';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatFixed } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { type Part, partsOf, shareWords, takenBackWords } from './bisect-words';
import { LossByKind } from './LossByKind';
import { partColor, ShareBar } from './ShareBar';

export type Bisect = Outputs['bisects']['get'];

/** What the loss is made of, and a way to make each difference good in the pipeline as it is now. */
export function BisectResult({ bisect }: { bisect: Bisect }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const { setup, verdict, id, pipelineId } = bisect;
  const takeBack = useMutation(
    trpc.bisects.takeBack.mutationOptions({ onSuccess: () => router.push(`/p/${slug}/pipelines/${pipelineId}`) }),
  );
  const [kind, setKind] = useState<LossKind | null>(null);
  if (verdict === null) return null;
  const parts = partsOf(setup, verdict);
  const takenBack = takenBackWords(parts, verdict.loss);
  const shown = kind === null ? parts : parts.filter((part) => part.kind === kind);
  const columns: TableColumn<Part>[] = [
    {
      id: 'what',
      header: 'Difference',
      wrap: true,
      width: '45%',
      cell: (part) => <PartName part={part} at={parts.indexOf(part)} />,
    },
    { id: 'loss', header: 'Loss', align: 'right', cell: ({ loss }) => formatFixed(loss) },
    { id: 'share', header: 'Share', align: 'right', cell: ({ loss }) => shareWords(loss, verdict.loss) },
    {
      id: 'how',
      header: 'Measured',
      wideOnly: true,
      wrap: true,
      cell: ({ how }) => <span className="text-muted">{how}</span>,
    },
    {
      id: 'back',
      header: '',
      align: 'right',
      cell: ({ ids, loss }) => {
        const [only] = ids;
        if (only === undefined || ids.length !== 1 || loss <= 0 || !can('edit')) return null;
        return (
          <Button
            size="sm"
            disabled={takeBack.isPending}
            onClick={() => takeBack.mutate({ project: slug, id, difference: only })}
          >
            Take back in the pipeline
          </Button>
        );
      },
    },
  ];
  return (
    <Card>
      <CardHeader title="What the loss is made of" aside={`${formatFixed(verdict.loss)} in all`} />
      <CardBody>
        <ShareBar parts={parts} loss={verdict.loss} />
        {takenBack === null ? null : <p className="pt-2 text-13 text-muted">{takenBack}</p>}
      </CardBody>
      <div className="grid items-start gap-x-4 gap-y-2 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <Table label="Parts of the loss" rows={shown} rowId={({ key }) => key} rowHeight={44} columns={columns} />
        <LossByKind setup={setup} verdict={verdict} chosen={kind} onChosen={setKind} />
      </div>
      {takeBack.error === null ? null : (
        <CardBody>
          <Notice tone="danger">{reportOf(takeBack.error).message}</Notice>
        </CardBody>
      )}
    </Card>
  );
}

function PartName({ part, at }: { part: Part; at: number }) {
  return (
    <span className="flex items-center gap-2">
      <i aria-hidden className="size-2.5 flex-none rounded-full" style={{ background: partColor(part, at) }} />
      <span className="min-w-0 break-words">{part.label}</span>
    </span>
  );
}
