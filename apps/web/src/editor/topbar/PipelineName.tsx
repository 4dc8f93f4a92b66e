'use client';

import { useMemo, useState } from 'react';
import { useProject } from '../../features/frame/project-context';
import { Breadcrumb } from '../../ui/Breadcrumb';
import { Input } from '../../ui/Input';
import { usePipeline } from '../sync/pipeline-context';
import { useRename } from '../sync/use-rename';
import { useEditor } from '../use-editor';

/** Project and pipeline; the pipeline's name is changed in place. */
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
      { label: name },
    ],
    [project.name, slug, name],
  );
  if (!editing)
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: double-click is a short cut; the button beside it does the same
      <span className="flex min-w-0 items-center gap-1" onDoubleClick={() => editable && setEditing(true)}>
        <Breadcrumb crumbs={crumbs} />
        {editable ? (
          <button
            type="button"
            className="sr-only focus:not-sr-only focus:rounded-sm focus:px-1"
            onClick={() => setEditing(true)}
          >
            Rename
          </button>
        ) : null}
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
