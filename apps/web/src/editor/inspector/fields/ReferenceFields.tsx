'use client';

import { formatDay } from '../../../lib/format-date';
import { Combobox } from '../../../ui/Combobox';
import { Input } from '../../../ui/Input';
import {
  useDatasets,
  useEndpoints,
  useFeatureViews,
  useModelReleases,
  useModels,
} from '../../sync/use-reference-lists';
import type { FieldProps } from '../field-props';

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** One of the project's datasets. */
export function DatasetField({ field, value, set, ids }: FieldProps) {
  const datasets = useDatasets().data?.datasets ?? [];
  return (
    <Combobox
      {...ids}
      label={field.title}
      value={textOf(value)}
      placeholder="Choose a dataset"
      searchLabel="Find a dataset"
      emptyText="There is no dataset of this name. Upload one on the Data page."
      options={datasets.map((dataset) => ({ value: dataset.id, label: dataset.name }))}
      onValueChange={(next) => set(field.name, next, false)}
    />
  );
}

type NameProps = FieldProps & { names: readonly string[]; what: string };

/** A name that may exist already or be made: free text with the known ones to choose from. */
function NameField({ field, value, set, ids, names, what }: NameProps) {
  const listId = `${ids.id}-names`;
  return (
    <>
      <Input
        {...ids}
        list={listId}
        value={textOf(value)}
        placeholder={what}
        onChange={(event) => set(field.name, event.target.value)}
      />
      <datalist id={listId}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

export function ModelField(props: FieldProps) {
  const models = useModels().data?.models ?? [];
  return <NameField {...props} what="churn" names={models.map(({ name }) => name)} />;
}

export function EndpointField(props: FieldProps) {
  const endpoints = useEndpoints().data?.endpoints ?? [];
  return <NameField {...props} what="churn-api" names={endpoints.map(({ slug }) => slug)} />;
}

export function FeatureViewField(props: FieldProps) {
  const views = useFeatureViews().data?.views ?? [];
  return <NameField {...props} what="customer-orders" names={views.map(({ name }) => name)} />;
}

/** Which release of the model named beside it. */
export function ReleaseField({ step, field, value, set, ids }: FieldProps) {
  const models = useModels().data?.models ?? [];
  const model = models.find(({ name }) => name === step.params.model);
  const releases = useModelReleases(model?.id ?? null).data?.releases ?? [];
  return (
    <Combobox
      {...ids}
      label={field.title}
      value={textOf(value)}
      options={[
        { value: 'latest', label: 'The latest when it runs' },
        { value: 'champion', label: 'The champion when it runs' },
        ...releases.map((release) => ({
          value: release.id,
          label: `v${release.number}, ${formatDay(release.createdAt)}`,
        })),
      ]}
      onValueChange={(next) => set(field.name, next, false)}
    />
  );
}
