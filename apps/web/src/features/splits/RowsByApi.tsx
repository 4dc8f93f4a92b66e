'use client';

import { CodeTabs } from '../../ui/CodeBlock';
import { Dialog } from '../../ui/Dialog';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { curlRows, pythonRows, scriptRows } from './split-snippets';

/** How a program of one's own reads the parts of this split. */
export function RowsByApi(props: { split: string; open: boolean; onOpenChange: (open: boolean) => void }) {
  const { slug } = useProject();
  if (!props.open) return null;
  const facts = { api: `${window.location.origin}/api/v1`, split: props.split };
  return (
    <Dialog
      open
      onOpenChange={props.onOpenChange}
      width={720}
      title="Rows by API"
      description="The same rows the steps see, as a stream: part is train, validation or test; labels=false leaves the target out; order=shuffled with a seed shuffles; fold=1 with part=train or validation gives one side of a fold; format is ndjson, parquet or arrow. Reading test rows is counted."
    >
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
