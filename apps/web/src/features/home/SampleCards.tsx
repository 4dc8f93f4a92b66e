'use client';

import { disableForbidden, samplePipeline, samplePipelines } from '@millrace/pipeline-core/document';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { useProject } from '../frame/project-context';
import { useCreatePipeline } from '../pipelines/use-create-pipeline';
import { DocumentRoutingCard } from './DocumentRoutingCard';

/** Complete pipelines over sample data: open one, press Run. */
export function SampleCards() {
  const { slug, can } = useProject();
  const create = useCreatePipeline();
  return (
    <div className="grid sm:grid-cols-2 2xl:grid-cols-4 gap-3">
      {samplePipelines.map(({ sample, title, question, task }) => (
        <Card key={sample} className="flex flex-col">
          <CardHeader title={title} />
          <CardBody className="flex-1 grid-rows-[auto_1fr_auto]">
            <p className="text-muted">{question}</p>
            <p className="text-12 text-muted">{task}</p>
            <Button
              disabled={!can('edit')}
              loading={create.isPending && create.variables.name === title}
              onClick={() =>
                create.mutate({
                  project: slug,
                  name: title,
                  numbered: true,
                  document: disableForbidden(samplePipeline(sample), can),
                })
              }
            >
              {`Open ${title}`}
            </Button>
          </CardBody>
        </Card>
      ))}
      <DocumentRoutingCard />
    </div>
  );
}
