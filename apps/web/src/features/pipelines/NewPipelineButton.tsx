'use client';

import { Button } from '../../ui/Button';
import { useProject } from '../frame/project-context';
import { useCreatePipeline } from './use-create-pipeline';

/** An empty pipeline, opened in the editor. */
export function NewPipelineButton(props: { variant?: 'primary' | 'secondary' }) {
  const { slug } = useProject();
  const create = useCreatePipeline();
  return (
    <Button
      variant={props.variant ?? 'secondary'}
      loading={create.isPending}
      onClick={() => create.mutate({ project: slug, name: 'New pipeline', numbered: true })}
    >
      New pipeline
    </Button>
  );
}
