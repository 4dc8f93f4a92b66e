'use client';

import { predictionSchema } from '@millrace/pipeline-core/release';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { Select, type SelectOption } from '../../ui/Select';
import { useProject } from '../frame/project-context';
import { stateWords } from '../monitoring/prediction-words';
import type { RequestFilterKey, ShownFilter } from './use-request-filter';

const every = 'every';

type Props = { filter: ShownFilter; onChange: (key: RequestFilterKey, value: string | null) => void };

/** Which endpoint, which release, what became of it. */
export function RequestFilters({ filter, onChange }: Props) {
  const { slug } = useProject();
  const known = useQuery(useTRPC().predictions.filters.queryOptions({ project: slug })).data;
  const named = (things: readonly { id: string; name: string }[] = []) =>
    things.map(({ id, name }) => ({ value: id, label: name }));
  const outcomes = predictionSchema.shape.status.options.map((value) => ({ value, label: stateWords[value] }));
  const choices: { key: RequestFilterKey; label: string; all: string; options: SelectOption[] }[] = [
    { key: 'endpoint', label: 'Endpoint', all: 'Every endpoint', options: named(known?.endpoints) },
    { key: 'release', label: 'Release', all: 'Every release', options: named(known?.releases) },
    { key: 'outcome', label: 'Outcome', all: 'Every outcome', options: outcomes },
  ];
  return choices.map(({ key, label, all, options }) => (
    <div key={key} className="w-52">
      <Select
        label={label}
        value={filter[key] ?? every}
        options={[{ value: every, label: all }, ...withChosen(options, filter[key])]}
        onValueChange={(value) => onChange(key, value === every ? null : value)}
      />
    </div>
  ));
}

/** What the address names may be older than what is offered: it is shown by its id rather than as nothing. */
function withChosen(options: SelectOption[], chosen: string | undefined): SelectOption[] {
  if (chosen === undefined || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: chosen }];
}
