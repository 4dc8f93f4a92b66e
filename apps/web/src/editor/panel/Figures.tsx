'use client';

import { onnxParitySchema } from '@millrace/pipeline-core/release';
import { type SearchReport, searchReportSchema } from '@millrace/pipeline-core/search';
import { OnnxResult } from '../../features/onnx/OnnxResult';
import { searchTrials } from '../../features/runs/search-trials';
import { TrialList } from '../../features/runs/TrialList';
import { CodeBlock } from '../../ui/CodeBlock';
import { Skeleton } from '../../ui/Skeleton';
import { type FigureTable, readFigures } from '../drawing/figures';
import { useJsonOutput } from '../sync/use-table-rows';

/** Figures a step made, as a table; what there is no table for, as it is stored. */
export function Figures({ hash }: { hash: string }) {
  const query = useJsonOutput(hash);
  if (query.isPending) return <Skeleton className="h-20" label="Reading figures" />;
  if (query.data === undefined) return <p className="text-12 text-muted">The figures cannot be read just now.</p>;
  const exported = onnxParitySchema.safeParse(query.data.value);
  if (exported.success) return <OnnxResult parity={exported.data} bare />;
  const search = searchReportSchema.safeParse(query.data.value);
  if (search.success) return <SearchFigures report={search.data} />;
  const table = readFigures(query.data.value);
  if (table !== null) return <FiguresTable table={table} />;
  return <CodeBlock title="Figures" code={JSON.stringify(query.data.value, null, 2).slice(0, 20_000)} />;
}

function SearchFigures({ report }: { report: SearchReport }) {
  const { caption, ...trials } = searchTrials(report);
  return (
    <div className="grid max-w-[640px] gap-1.5">
      <p className="text-12 text-muted">{caption}</p>
      <TrialList {...trials} />
    </div>
  );
}

function FiguresTable({ table }: { table: FigureTable }) {
  return (
    <table className="w-full max-w-[640px] border-collapse text-12 tabular-nums">
      <caption className="pb-1 text-left text-muted">{table.caption}</caption>
      {table.columns.every((name) => name === '') ? null : (
        <thead>
          <tr>
            <td />
            {table.columns.map((name, place) => (
              <th key={name} scope="col" className={`px-1.5 py-0.5 font-medium text-muted ${sideOf(table, place)}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>
        {table.rows.map(({ name, cells, strong }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: stored figures never change, and two steps may share a name
          <tr key={index} className={strong ? 'font-semibold' : ''}>
            <th
              scope="row"
              className={`border-t border-border-soft py-0.5 pr-1.5 text-left ${strong ? 'font-semibold' : 'font-normal'}`}
            >
              {name}
            </th>
            {cells.map((cell, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells stand in the order of the columns
              <td key={place} className={`border-t border-border-soft px-1.5 py-0.5 ${sideOf(table, place)}`}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sideOf({ columns, wordsLast }: FigureTable, place: number): string {
  return wordsLast === true && place === columns.length - 1 ? 'text-left' : 'text-right';
}
