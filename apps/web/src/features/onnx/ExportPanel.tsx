'use client';

import type { ModelFormat } from '@millrace/pipeline-core/release';
import { useMutation, useQuery } from '@tanstack/react-query';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Skeleton } from '../../ui/Skeleton';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { findExport } from './find-export';
import { OnnxResult } from './OnnxResult';

/** Writes a candidate as an .onnx file: a button, the run that does it, the file with its proof. What was exported before is shown. */
export function ExportPanel(props: { candidate: string; title: string; format: ModelFormat }) {
  return props.format === 'onnx' ? (
    <Card>
      <EmptyState
        title={`${props.title} came as an .onnx file`}
        detail="It is stored as it came, so there is nothing to export: the file is the one that was imported."
      />
    </Card>
  ) : (
    <Exporting {...props} />
  );
}

function Exporting({ candidate, title }: { candidate: string; title: string }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const known = useQuery(trpc.candidates.exported.queryOptions({ project: slug, candidate }));
  const start = useMutation(trpc.candidates.exportOnnx.mutationOptions());
  const run = start.data?.run ?? null;
  const query = useQuery(
    trpc.runs.get.queryOptions(
      { project: slug, id: run ?? '' },
      {
        enabled: run !== null,
        refetchInterval: ({ state }) =>
          state.data === undefined || state.data.run.status === 'running' ? 1000 : false,
      },
    ),
  );
  const begin = () => start.mutate({ project: slug, candidate });
  const again = () => (known.error === null ? begin() : void known.refetch());
  const error = start.error ?? query.error ?? known.error;
  if (error !== null) {
    const report = reportOf(error);
    return <ErrorState what={report.message} next={report.next} onRetry={again} />;
  }
  if (known.data === undefined) return <Skeleton className="h-40" label="Looking for an export" />;
  const made = query.data === undefined ? null : findExport(query.data.outputs);
  const parity = made ?? known.data.parity;
  if (parity !== null) return <OnnxResult parity={{ ...parity, title: parity.title ?? title }} />;
  const failed = query.data?.run.stepRuns.find((step) => step.error !== null)?.error;
  if (failed !== undefined && failed !== null)
    return <ErrorState what={failed.message} where={failed.place} next={failed.next} onRetry={begin} />;
  const ended = query.data !== undefined && query.data.run.status !== 'running';
  const busy = start.isPending || (run !== null && !ended);
  return (
    <Card>
      <EmptyState
        title={busy ? `${title} is being exported` : `Run ${title} elsewhere`}
        detail={
          busy
            ? 'Its file is written and compared with the model on test rows.'
            : 'As an .onnx file it runs in other programs. It is given out only when its answers are proven equal.'
        }
        action={
          run !== null && busy ? (
            <TextLink href={`/p/${slug}/runs/${run}`}>Open the run</TextLink>
          ) : !can('run') ? null : (
            <Button variant="primary" onClick={begin} disabled={busy}>
              Export as ONNX
            </Button>
          )
        }
      />
    </Card>
  );
}
