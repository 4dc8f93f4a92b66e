import type { ImageSize } from '@millrace/pipeline-core/images';
import { useEffect, useRef, useState } from 'react';
import { readPicture } from './read-picture';

type Options = {
  /** What the field holds now. */
  value: unknown;
  size: ImageSize;
  white: 1 | 255;
  onRead: (numbers: number[]) => void;
};

/**
 * Reads picture files for a field, and says why one could not be read as long as the field holds what it held then. Of several
 * files only the last one counts, and none that was chosen for an earlier value, as that of another row.
 */
export function usePictureFile({ value, size, white, onRead }: Options) {
  const [problem, setProblem] = useState<{ of: unknown; text: string } | null>(null);
  const latest = useRef<File | null>(null);
  // As the form is once a file has been read: other fields may have changed meanwhile.
  const now = useRef({ value, onRead });
  useEffect(() => {
    now.current = { value, onRead };
  }, [value, onRead]);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    latest.current = file;
    const read = await readPicture(file, { size, white });
    if (latest.current !== file || now.current.value !== value) return;
    setProblem('problem' in read ? { of: value, text: read.problem } : null);
    if ('numbers' in read) now.current.onRead(read.numbers);
  };
  return { take, problem: problem !== null && problem.of === value ? problem.text : undefined };
}
