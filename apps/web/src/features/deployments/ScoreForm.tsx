'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Combobox } from '../../ui/Combobox';
import { EmptyState } from '../../ui/EmptyState';
import { Field } from '../../ui/Field';
import { FormActions } from '../../ui/FormActions';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

type Props = { endpoint: { id: string; name: string }; answers: string; onStarted: () => void };

/** Asks an endpoint to score the newest batch of a data set. */
export function ScoreForm(props: Props) {
  const { slug } = useProject();
  const query = useQuery(useTRPC().datasets.list.queryOptions({ project: slug }));
  return (
    <QueryView query={query}>
      {({ datasets }) => {
        const options = datasets.flatMap(({ id, name, latest }) =>
          latest === null ? [] : [{ value: id, label: name, aside: formatCount(latest.rows, 'row') }],
        );
        return options.length === 0 ? (
          <EmptyState
            title="There is no data set yet"
            detail="Upload a file with rows to score."
            action={<TextLink href={`/p/${slug}/data`}>Go to Data</TextLink>}
          />
        ) : (
          <Wish {...props} options={options} />
        );
      }}
    </QueryView>
  );
}

type Option = { value: string; label: string; aside: string };

function Wish({ endpoint, answers, onStarted, options }: Props & { options: readonly Option[] }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const form = useId();
  const [dataset, setDataset] = useState(options.length === 1 ? (options[0]?.value ?? '') : '');
  const [release, setRelease] = useState('');
  const [keep, setKeep] = useState('');
  const [probabilities, setProbabilities] = useState(true);
  const start = useMutation(
    trpc.batches.start.mutationOptions({
      onError: shownInPlace,
      onSuccess: async () => {
        onStarted();
        await queries.invalidateQueries({ queryKey: trpc.batches.pathKey() });
      },
    }),
  );
  const names = keep.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const named = release.trim() === '' ? {} : { release: release.trim() };
  return (
    <form
      id={form}
      className="grid gap-4 pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({ project: slug, endpoint: endpoint.id, dataset, keep: names, probabilities, ...named });
      }}
    >
      <Field label="Data set" hint="Its latest batch is scored, all rows.">
        {(ids) => (
          <Combobox
            {...ids}
            label="Data set"
            placeholder="Choose a data set"
            value={dataset}
            onValueChange={setDataset}
            options={options}
          />
        )}
      </Field>
      <Field
        label="Release"
        hint={`An alias or a number, such as champion or v2. Empty: ${answers}, which answers now.`}
      >
        {(ids) => (
          <Input {...ids} value={release} placeholder={answers} onChange={(event) => setRelease(event.target.value)} />
        )}
      </Field>
      <Field
        label="Columns that go along"
        hint="Names with commas between, such as an id. The number of the row is there anyhow."
      >
        {(ids) => <Input {...ids} value={keep} onChange={(event) => setKeep(event.target.value)} />}
      </Field>
      <Checkbox
        label="The probability of each class, too"
        checked={probabilities}
        onCheckedChange={(checked) => setProbabilities(checked === true)}
      />
      <FormActions
        note={
          start.isError ? (
            <Notice tone="danger">{`${reportOf(start.error).message} ${reportOf(start.error).next}`}</Notice>
          ) : null
        }
      >
        <Button
          type="submit"
          form={form}
          variant="primary"
          size="lg"
          loading={start.isPending}
          disabled={dataset === ''}
        >
          Score it
        </Button>
      </FormActions>
    </form>
  );
}
