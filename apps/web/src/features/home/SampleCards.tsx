'use client';

import { samplePipeline, samplePipelines } from '@millrace/pipeline-core/document';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { useProject } from '../frame/project-context';

/** Complete pipelines over sample data: open one, press Run. */
export function SampleCards() {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const create = useMutation(
    trpc.pipelines.create.mutationOptions({ onSuccess: ({ id }) => router.push(`/p/${slug}/pipelines/${id}`) }),
  );
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(220px,1fr))] gap-3">
      {samplePipelines.map(({ sample, title, question, task }) => (
        <Card key={sample}>
          <CardHeader title={title} />
          <CardBody>
            <p className="text-muted">{question}</p>
            <p className="text-12 text-muted">{task}</p>
            <Button
              disabled={!can('edit')}
              loading={create.isPending && create.variables.name === title}
              onClick={() => create.mutate({ project: slug, name: title, document: samplePipeline(sample) })}
            >
              {`Open ${title}`}
            </Button>
          </CardBody>
        </Card>
      ))}
    </div>
  );
}
