'use client';

import { mostKeptColumns } from '@millrace/pipeline-core/scoring';
import { useQuery } from '@tanstack/react-query';
import { reportOf } from '../../client/error-report';
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
  const failed = query.error === null ? null : reportOf(query.error);
  const columns = query.data?.batch?.meta.columns.map(({ name }) => name) ?? [];
  return (
    <Field
      label="Columns that go along"
      error={failed === null ? undefined : `${failed.message} ${failed.next}`}
      hint={
        dataset === ''
          ? 'Choose a dataset first.'
          : 'Such as an id, to tell the rows apart. The number of the row is there anyhow.'
      }
    >
      {(ids) => (
        <ColumnChooser
          {...ids}
          label="Add a column"
          columns={columns}
          chosen={chosen}
          most={mostKeptColumns}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
