'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { formatCompact } from '../../lib/format-number';
import { FileDrop, type FileDropState } from '../../ui/FileDrop';
import { useProject } from '../frame/project-context';
import { type Upload, uploadFile } from './upload-file';

const accepted = '.csv,.tsv,.tab,.txt,.data,.json,.ndjson,.jsonl,.parquet,.arrow,.arrows,.feather,.xlsx,.gz,.zip';

/** Drop a file: it lands as a dataset named after the file, or as the next batch of the dataset with that name. */
export function DataUpload(props: { datasetName?: string; label?: string }) {
  const { slug } = useProject();
  const router = useRouter();
  const queries = useQueryClient();
  const [state, setState] = useState<FileDropState>({ kind: 'idle' });
  const running = useRef<Upload | null>(null);
  const here = useRef(true);
  // Whoever leaves the page ends the upload: its end must not pull them back here.
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
      running.current?.cancel();
    };
  }, []);

  const send = async (file: File) => {
    const name = props.datasetName ?? file.name.replace(/(\.[^.]+?)(\.gz)?$/i, '').slice(0, 120);
    setState({ kind: 'uploading', fileName: file.name, share: 0 });
    const upload = uploadFile({
      project: slug,
      file,
      name,
      onProgress: (share) =>
        setState({
          kind: 'uploading',
          fileName: file.name,
          share: share < 1 ? share : null,
          detail: share < 1 ? '' : 'Reading rows and types',
        }),
    });
    running.current = upload;
    try {
      const landed = await upload.finished;
      running.current = null;
      const rejected = landed.rejected === 0 ? '' : `, ${landed.rejected} lines or cells rejected`;
      setState({ kind: 'done', text: `${formatCompact(landed.rows)} rows, ${landed.columns} columns${rejected}` });
      await queries.invalidateQueries();
      if (here.current) router.push(`/p/${slug}/data/${landed.dataset}`);
    } catch (error) {
      setState({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
    }
  };

  return (
    <FileDrop
      label={props.label ?? 'Drop a file here'}
      hint="CSV, TSV, JSON, NDJSON, Parquet, Arrow or Excel (.xlsx), also as .gz. A .zip may hold tables of one shape, or pictures, texts and PDF files. The bytes are kept as they came."
      accept={accepted}
      state={state}
      onFiles={([file]) => {
        if (file !== undefined) void send(file);
      }}
      onCancel={() => running.current?.cancel()}
    />
  );
}
