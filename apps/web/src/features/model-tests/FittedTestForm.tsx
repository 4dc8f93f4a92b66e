'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { EmptyState } from '../../ui/EmptyState';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { ModelTestForm } from './ModelTestForm';
import type { TestStart } from './use-test-draft';

type Props = {
  model: string;
  start: TestStart;
  id?: string;
  prediction?: string | undefined;
  onSaved: (name: string, model: string) => void;
};

/** The form of a test, by what the newest release of its model takes and answers. */
export function FittedTestForm({ model, ...form }: Props) {
  const { slug } = useProject();
  const query = useQuery(useTRPC().modelTests.tested.queryOptions({ project: slug, model }));
  return (
    <QueryView query={query}>
      {({ model: named, fits }) =>
        fits === null ? (
          <EmptyState title="The model has no version" detail="There is nothing yet that a test could be asked of." />
        ) : (
          <ModelTestForm model={named} fits={fits} {...form} />
        )
      }
    </QueryView>
  );
}
