'use client';

import { CodeTabs } from '../../ui/CodeBlock';
import { Dialog } from '../../ui/Dialog';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { curlRows, pythonRows, type SnippetFacts, scriptRows } from './split-snippets';

/** The parts of a split, or the folds of a table. */
export type RowsOf = { split: string } | { folds: string };

const how =
  'labels=false leaves the target out; order=shuffled with a seed shuffles; format is ndjson, parquet or arrow.';

function factsOf(of: RowsOf): SnippetFacts & { description: string } {
  const api = `${window.location.origin}/api/v1`;
  if ('split' in of)
    return {
      rows: `${api}/splits/${of.split}/rows`,
      query: 'part=train',
      description: `The same rows the steps see, as a stream: part is train, validation or test; fold=1 with part=train or validation gives one side of a fold; ${how} Reading test rows is counted.`,
    };
  return {
    rows: `${api}/folds/${of.folds}/rows`,
    query: 'fold=1&part=train',
    description: `The same rows the steps see, as a stream: fold counts from 1; part=train is what it learns from, part=validation what it holds out; ${how}`,
  };
}

/** How a program of one's own reads these rows. */
export function RowsByApi(props: { of: RowsOf; open: boolean; onOpenChange: (open: boolean) => void }) {
  const { slug } = useProject();
  if (!props.open) return null;
  const { description, ...facts } = factsOf(props.of);
  return (
    <Dialog open onOpenChange={props.onOpenChange} width={720} title="Rows by API" description={description}>
      <div className="grid gap-3">
        <p>
          Calls need an API key with the scope read.{' '}
          <TextLink href={`/p/${slug}/settings/keys`}>Make one in Settings</TextLink>
        </p>
        <CodeTabs
          samples={[
            { title: 'curl', code: curlRows(facts) },
            { title: 'JavaScript', code: scriptRows(facts) },
            { title: 'Python', code: pythonRows(facts) },
          ]}
        />
      </div>
    </Dialog>
  );
}
