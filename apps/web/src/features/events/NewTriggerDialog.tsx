'use client';

import type { TriggerMode } from '@millrace/pipeline-core/events';
import { pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { Select } from '../../ui/Select';
import { useProject } from '../frame/project-context';
import { ConditionRow } from './ConditionRow';
import { type DraftCondition, emptyCondition, toCondition } from './draft-condition';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  topics: readonly string[];
  /** The pipeline to start, where it is no question. */
  pipeline?: string;
};

/** Chooses a pipeline and what it waits for. */
export function NewTriggerDialog({ open, onOpenChange, topics, pipeline: given }: Props) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const draft = useNewTrigger({ given, onMade: () => onOpenChange(false) });
  const pipelines = useQuery(trpc.pipelines.list.queryOptions({ project: slug })).data?.pipelines ?? [];
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width={560}
      title={given === undefined ? 'Start a pipeline when something happens' : 'Start it when something happens'}
      description="The run is started in your name, with the rights you have then."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" disabled={!draft.ready} loading={draft.create.isPending} onClick={draft.submit}>
            Make trigger
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {given === undefined ? (
          <Field label="Pipeline">
            {(ids) => (
              <Select
                {...ids}
                label="Pipeline"
                placeholder="Choose a pipeline"
                value={draft.pipeline}
                options={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
                onValueChange={draft.setPipeline}
              />
            )}
          </Field>
        ) : null}
        <ConditionRows draft={draft} topics={topics} />
        {draft.create.isError ? <Notice tone="danger">{reportOf(draft.create.error).message}</Notice> : null}
      </div>
    </Dialog>
  );
}

/** What is chosen so far, and its making. */
function useNewTrigger({ given, onMade }: { given: string | undefined; onMade: () => void }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [chosen, setPipeline] = useState('');
  const pipeline = given ?? chosen;
  const [mode, setMode] = useState<TriggerMode>('any');
  const [conditions, setConditions] = useState<readonly DraftCondition[]>([emptyCondition]);
  const create = useMutation(
    trpc.triggers.create.mutationOptions({
      onSuccess: () => {
        setConditions([emptyCondition]);
        onMade();
        return queries.invalidateQueries({ queryKey: trpc.triggers.pathKey() });
      },
      onError: shownInPlace,
    }),
  );
  const wanted = conditions.map(toCondition).filter((one) => one !== null);
  const ready = pipeline !== '' && wanted.length === conditions.length;
  const submit = () =>
    create.mutate({ project: slug, pipeline: pipelineIdSchema.parse(pipeline), mode, conditions: wanted });
  return { pipeline, setPipeline, mode, setMode, conditions, setConditions, create, ready, submit };
}

/** The conditions one below the other, and whether one of them is enough. */
function ConditionRows({ draft, topics }: { draft: ReturnType<typeof useNewTrigger>; topics: readonly string[] }) {
  const { conditions, setConditions, mode, setMode } = draft;
  return (
    <>
      {conditions.map((condition, at) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and hold no state of their own
          key={at}
          condition={condition}
          topics={topics}
          onChange={(next) => setConditions(conditions.with(at, next))}
          onRemove={conditions.length === 1 ? undefined : () => setConditions(conditions.toSpliced(at, 1))}
        />
      ))}
      <div className="flex items-center gap-3">
        <Button size="sm" onClick={() => setConditions([...conditions, emptyCondition])}>
          Add a condition
        </Button>
        {conditions.length > 1 ? (
          <SegmentedControl
            label="How many must come"
            value={mode}
            onValueChange={setMode}
            segments={[
              { value: 'any', label: 'Any starts it' },
              { value: 'all', label: 'Wait for all' },
            ]}
          />
        ) : null}
      </div>
    </>
  );
}
