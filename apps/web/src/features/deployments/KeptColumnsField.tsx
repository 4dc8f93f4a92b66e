'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { Field } from '../../ui/Field';
import { ColumnChooser } from '../data/ColumnChooser';
import { useProject } from '../frame/project-context';

/** Columns of the latest batch that go along with its scores. */
export function KeptColumnsField(props: {
  /** '' while none is chosen. */
  dataset: string;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) {
  const { dataset, chosen, onChange } = props;
  const { slug } = useProject();
  const query = useQuery(
    useTRPC().datasets.get.queryOptions({ project: slug, id: dataset }, { enabled: dataset !== '' }),
  );
  const columns = query.data?.batch?.meta.columns.map(({ name }) => name) ?? [];
  return (
    <Field
      label="Columns that go along"
      hint={
        dataset === ''
          ? 'Choose a dataset first.'
          : 'Such as an id, to tell the rows apart. The number of the row is there anyhow.'
      }
    >
      {() => <ColumnChooser label="Add a column" columns={columns} chosen={chosen} onChange={onChange} />}
    </Field>
  );
}
