'use client';

import { PageFailure } from '../../../features/PageFailure';
import { PageFrame } from '../../../ui/shell/PageFrame';

/** A page of a project that could not be drawn; the navigation stays. */
export default function ProjectError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <PageFrame crumbs={[{ label: 'Error' }]}>
      <PageFailure {...props} />
    </PageFrame>
  );
}
