'use client';

import type { Issue } from '@millrace/pipeline-core/validate';
import { Button } from '../../ui/Button';
import { openSetting } from '../actions/open-setting';
import { useEditorContext } from '../use-editor';

/** Opens the setting of another step in which an issue is mended. */
export function OpenSettingButton({ open }: { open: NonNullable<Issue['open']> }) {
  const context = useEditorContext();
  return (
    <Button size="sm" variant="primary" onClick={() => openSetting(context, open)}>
      {open.title}
    </Button>
  );
}
