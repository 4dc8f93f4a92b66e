'use client';

import type { TableProfile } from '@millrace/pipeline-core/profile';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Combobox } from '../../ui/Combobox';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';

/** "What do you want to predict?": draws a complete pipeline for the chosen column, or an empty one with the dataset in it. */
export function StarterDialog(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  dataset: { id: string; name: string };
  profile: TableProfile;
}) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [target, setTarget] = useState('');
  const create = useMutation(
    trpc.pipelines.createStarter.mutationOptions({
      onSuccess: ({ pipeline }) => {
        router.push(`/p/${slug}/pipelines/${pipeline}`);
        return queries.invalidateQueries();
      },
      onError: shownInPlace,
    }),
  );
  const options = props.profile.columns.map(({ name, type, distinct }) => ({
    value: name,
    label: name,
    detail: `${type}, ${distinct} different`,
  }));
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="What do you want to predict?"
      description="Millrace draws a pipeline with a split, three models, evaluation and a deploy step. Every part can be changed."
      footer={
        <>
          <Button onClick={() => props.onOpenChange(false)}>Cancel</Button>
          <Button
            variant="primary"
            disabled={target === ''}
            loading={create.isPending}
            onClick={() =>
              create.mutate({
                project: slug,
                dataset: props.dataset.id,
                target,
                name: `${props.dataset.name} ${target}`,
              })
            }
          >
            Draw pipeline
          </Button>
        </>
      }
    >
      <div className="grid gap-3 pb-2">
        <Field label="Column to predict">
          {(ids) => (
            <Combobox
              {...ids}
              label="Column to predict"
              value={target}
              onValueChange={setTarget}
              options={options}
              placeholder="Choose a column"
            />
          )}
        </Field>
        {create.isError ? <Notice tone="danger">{reportOf(create.error).message}</Notice> : null}
      </div>
    </Dialog>
  );
}
