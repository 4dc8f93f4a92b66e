'use client';

import { useMemo, useState } from 'react';
import { useProject } from '../../features/frame/project-context';
import { Breadcrumb } from '../../ui/Breadcrumb';
import { Input } from '../../ui/Input';
import { usePipeline } from '../sync/pipeline-context';
import { useRename } from '../sync/use-rename';
import { useEditor } from '../use-editor';

/** Project and pipeline; a click on the pipeline's name changes it in place. */
export function PipelineName() {
  const { slug, project } = useProject();
  const { name } = usePipeline();
  const editable = useEditor((state) => state.editable);
  const [editing, setEditing] = useState(false);
  const rename = useRename();
  const crumbs = useMemo(
    () => [
      { label: project.name, href: `/p/${slug}` },
      { label: 'Pipelines', href: `/p/${slug}/pipelines` },
      { label: editable ? <NameButton name={name} onClick={() => setEditing(true)} /> : name },
    ],
    [project.name, slug, name, editable],
  );
  // Where the bar is narrow, the name is what has to stay: first the project goes, which the rail leads to as well.
  if (!editing)
    return (
      <span className="flex min-w-20 items-center @max-4xl:[&_[data-crumb=before]:nth-child(-n+2)]:hidden @max-3xl:[&_[data-crumb=before]]:hidden">
        <Breadcrumb crumbs={crumbs} />
      </span>
    );
  return (
    <Input
      aria-label="Name of the pipeline"
      defaultValue={name}
      maxLength={120}
      autoFocus
      className="w-56"
      onFocus={(event) => event.currentTarget.select()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') {
          event.currentTarget.value = name;
          event.currentTarget.blur();
        }
      }}
      onBlur={(event) => {
        const next = event.currentTarget.value.trim();
        setEditing(false);
        if (next !== '' && next !== name) rename(next);
      }}
    />
  );
}

/** One click is enough: who clicks a name and types means to change it. */
function NameButton({ name, onClick }: { name: string; onClick: () => void }) {
  return (
    <button
      type="button"
      title="Rename"
      aria-label={`${name}, rename`}
      className="block max-w-full cursor-text truncate rounded-xs px-1 font-semibold text-text hover:bg-hover"
      onClick={onClick}
    >
      {name}
    </button>
  );
}
