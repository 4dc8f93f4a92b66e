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
import { Notice } from '../../ui/Notice';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { KeptColumnsField } from './KeptColumnsField';
import { ScorerField } from './ScorerField';

type Props = { endpoint: { id: string; name: string }; answers: string; onStarted: () => void };

/** Asks an endpoint to score the newest batch of a dataset. */
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
            title="There is no dataset yet"
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
  const [keep, setKeep] = useState<string[]>([]);
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
  const named = release === '' ? {} : { release };
  return (
    <form
      id={form}
      className="grid gap-4 pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({ project: slug, endpoint: endpoint.id, dataset, keep, probabilities, ...named });
      }}
    >
      <Field label="Dataset" hint="Its latest batch is scored, all rows.">
        {(ids) => (
          <Combobox
            {...ids}
            label="Dataset"
            placeholder="Choose a dataset"
            value={dataset}
            onValueChange={(next) => {
              setDataset(next);
              setKeep([]); // another one has other columns
            }}
            options={options}
          />
        )}
      </Field>
      <ScorerField endpoint={endpoint.id} answers={answers} value={release} onChange={setRelease} />
      <KeptColumnsField dataset={dataset} chosen={keep} onChange={setKeep} />
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
