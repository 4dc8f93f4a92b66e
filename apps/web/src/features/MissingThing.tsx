'use client';

import type { ErrorReport } from '@millrace/pipeline-core/errors';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { EmptyState } from '../ui/EmptyState';
import { useProject } from './frame/project-context';
import { listAbove } from './list-above';

/** Where a thing would be that is not there: which thing, what was asked for, and the list where it would stand. */
export function MissingThing({ report }: { report: ErrorReport }) {
  const { slug } = useProject();
  const path = usePathname();
  const list = listAbove(slug, path);
  return (
    <Card>
      <div role="alert">
        <EmptyState
          title={report.message}
          detail={
            <>
              Asked for was <code className="font-mono text-12 break-all">{path}</code>. {report.next}
            </>
          }
          action={
            <>
              {list === null ? null : (
                <Button asChild variant="primary">
                  <Link href={list.href}>Open {list.label}</Link>
                </Button>
              )}
              <Button asChild>
                <Link href={`/p/${slug}`}>Home</Link>
              </Button>
            </>
          }
        />
      </div>
    </Card>
  );
}
