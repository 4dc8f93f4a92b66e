'use client';

import { useState } from 'react';
import { keepFile, readUpload } from '../../../client/keep-file';
import { FileDrop, type FileDropState } from '../../../ui/FileDrop';
import { usePipeline } from '../../sync/pipeline-context';
import type { FieldProps } from '../field-props';

/** A file that is kept as it is: dropped or chosen here, named by its content in the step. */
export function UploadField({ field, value, set }: FieldProps) {
  const { project } = usePipeline();
  const kept = readUpload(value);
  const [state, setState] = useState<FileDropState>({ kind: 'idle' });
  const [upload, setUpload] = useState<{ cancel(): void } | null>(null);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const fileName = file.name;
    setState({ kind: 'uploading', fileName, share: 0 });
    const started = keepFile({
      project,
      file,
      onProgress: (share) => setState({ kind: 'uploading', fileName, share }),
    });
    setUpload(started);
    try {
      const { hash } = await started.finished;
      set(field.name, { hash, name: fileName }, false);
      setState({ kind: 'idle' });
    } catch (error) {
      setState({ kind: 'failed', text: error instanceof Error ? error.message : 'The upload failed. Try again.' });
    }
  };
  return (
    <FileDrop
      label={kept === null ? 'Drop a file here' : kept.name}
      hint={kept === null ? 'Up to 512 MB.' : 'Kept in this project. Drop another one to replace it.'}
      accept=".onnx"
      state={state}
      onFiles={([file]) => void take(file)}
      onCancel={() => upload?.cancel()}
      className="px-3 py-3"
    />
  );
}
