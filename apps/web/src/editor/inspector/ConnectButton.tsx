'use client';

import type { Issue } from '@millrace/pipeline-core/validate';
import { useMemo } from 'react';
import { Button } from '../../ui/Button';
import { connectPorts } from '../actions/add-step';
import { lineFor } from '../drawing/find-source';
import { useEditor, useEditorContext } from '../use-editor';

/** Draws the line that an empty input most likely wants; nothing where no step before has what fits. */
export function ConnectButton({ issue, primary = false }: { issue: Issue; primary?: boolean }) {
  const context = useEditorContext();
  const editable = useEditor((state) => state.editable);
  const document = useEditor((state) => state.document);
  const line = useMemo(() => lineFor(document, issue), [document, issue]);
  if (line === null || !editable) return null;
  const connect = () => connectPorts(context, { ...line.from, side: 'out' }, { ...line.to, side: 'in' });
  return (
    <Button size="sm" variant={primary ? 'primary' : 'secondary'} onClick={connect}>
      {line.title}
    </Button>
  );
}
