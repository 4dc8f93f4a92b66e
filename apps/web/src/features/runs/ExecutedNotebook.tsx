'use client';

import { notebookSchema } from '@millrace/pipeline-core/steps';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTRPC } from '../../client/trpc';
import { downloadText, toFileName } from '../../lib/download';
import { Button } from '../../ui/Button';
import { NotebookView } from '../../ui/NotebookView';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { notebookParts } from '../notebooks/notebook-parts';
import { QueryView } from '../QueryView';

/** A notebook as a step executed it, to read and to take away. */
export function ExecutedNotebook({ hash, title }: { hash: string; title: string }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.artifacts.json.queryOptions({ project: slug, hash }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  return (
    <section aria-label="Executed notebook" className="grid gap-2">
      <QueryView query={query} skeletonClass="h-24">
        {({ value }) => {
          const read = notebookSchema.safeParse(value);
          return (
            <>
              <Button
                size="sm"
                className="justify-self-start"
                onClick={() =>
                  downloadText(JSON.stringify(value, null, 1), `${toFileName(title)}.ipynb`, 'application/json')
                }
              >
                <Download aria-hidden />
                Download notebook
              </Button>
              {read.success ? (
                <NotebookView label="Executed notebook" parts={notebookParts(read.data)} />
              ) : (
                <Notice title="The notebook cannot be shown here">Download it and open it in Jupyter.</Notice>
              )}
            </>
          );
        }}
      </QueryView>
    </section>
  );
}
