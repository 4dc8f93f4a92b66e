'use client';

import { useEditor, useEditorContext } from '../use-editor';
import { NameVersion } from './NameVersion';
import { VersionList } from './VersionList';

/** Ctrl+S: a name for the drawing as it is now. Versions: what was kept, how it differs, the way back to it. */
export function VersionsDialog() {
  const { store } = useEditorContext();
  const shown = useEditor((state) => state.versions);
  const close = () => store.getState().show({ versions: null });
  if (shown === null) return null;
  return shown === 'name' ? <NameVersion onClose={close} /> : <VersionList onClose={close} />;
}
