'use client';

import { Card, CardHeader } from '../../ui/Card';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { RunName } from './CompareFigures';
import { type DataFact, type Details, dataFacts, twoBatches } from './data-facts';
import { runHref } from './run-look';
import type { RunRow } from './use-run-list';

/** What the compared were fitted on: versions, rows, columns, split. Only what differs is a column. */
export function CompareData(props: { rows: readonly RunRow[]; details: Details; baseline: string | null }) {
  const { rows, details, baseline } = props;
  const { slug } = useProject();
  const { differing, same } = dataFacts({ rows, details, base: baseline });
  const two = twoBatches(details);
  if (differing.length === 0 && same.length === 0) return null;
  const alike = same.map(({ name, text }) => `${name}: ${text.replace(/\.$/, '')}`).join(' · ');
  return (
    <Card>
      <CardHeader
        title={differing.length === 0 ? 'Fitted on the same data' : 'Data that differ'}
        aside={
          two === null ? undefined : (
            <TextLink href={`/p/${slug}/data/compare?dataset=${two[0].datasetId}&a=${two[0].id}&b=${two[1].id}`}>
              {`Compare ${two[0].dataset} v${two[0].number} with ${two[1].dataset} v${two[1].number}`}
            </TextLink>
          )
        }
      />
      {differing.length === 0 ? null : (
        <Table
          label="Data that differ"
          rows={rows}
          rowId={({ id }) => id}
          rowHeight={44}
          columns={[
            { id: 'name', header: 'Run', cell: (row) => <RunName row={row} rows={rows} href={runHref(slug, row)} /> },
            ...differing.map(factColumn),
          ]}
        />
      )}
      {alike === '' ? null : <p className="px-4 py-2 text-12 text-muted">{`The same for all · ${alike}`}</p>}
    </Card>
  );
}

function factColumn({ name, cells }: DataFact): TableColumn<RunRow> {
  return {
    id: name,
    header: name,
    cell: ({ id }) => {
      const cell = cells.get(id);
      return cell === undefined ? null : (
        <span title={cell.title} className="block max-w-72">
          <span className="block truncate">{cell.text}</span>
          {cell.under === undefined ? null : <span className="block truncate text-12 text-muted">{cell.under}</span>}
        </span>
      );
    },
  };
}
