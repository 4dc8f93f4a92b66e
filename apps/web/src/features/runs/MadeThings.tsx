'use client';

import { formatBytes } from '../../lib/format-bytes';
import { useProject } from '../frame/project-context';
import type { madeThings } from './made-things';

/** Figures that a step's code gave, and its files to take away. */
export function MadeThings({ figures, files }: ReturnType<typeof madeThings>) {
  const { slug } = useProject();
  const address = (file: { hash: string; name: string }) =>
    `/api/made-file?${new URLSearchParams({ project: slug, hash: file.hash, name: file.name })}`;
  return (
    <>
      {figures.length === 0 ? null : (
        <dl aria-label="Figures" className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-13">
          {figures.map(([name, value]) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-muted">{name}</dt>
              <dd className="tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {files.map((file) => (
        <p key={file.hash} className="text-13">
          <a
            className="font-medium text-accent underline-offset-2 hover:underline"
            href={address(file)}
            download={file.name}
          >
            {file.name}
          </a>{' '}
          <span className="text-muted">{formatBytes(file.bytes)}</span>
        </p>
      ))}
    </>
  );
}
