'use client';

import type { ProfileWarning } from '@millrace/pipeline-core/profile';
import { useQuery } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';

export type FindingSubject = { kind: 'dataset'; dataset: string } | { kind: 'step'; pipeline: string; step: string };
type Ignored = Outputs['datasets']['ignored']['ignored'][number];

/** Findings that wait for somebody, and those that are ignored, each with its reason. */
export function useFindings(subject: FindingSubject, warnings: readonly ProfileWarning[]) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const ignored = useQuery(
    trpc.datasets.ignored.queryOptions({ project: slug, subject }, { enabled: warnings.length > 0 }),
  );
  const reasons = new Map<string, Ignored>(ignored.data?.ignored.map((entry) => [findingKey(entry), entry]));
  return {
    open: warnings.filter((warning) => !reasons.has(findingKey(warning))),
    settled: warnings.filter((warning) => reasons.has(findingKey(warning))),
    reasonOf: (warning: ProfileWarning) => reasons.get(findingKey(warning)),
  };
}

function findingKey({ code, column = '' }: { code: string; column?: string | undefined }): string {
  return `${code}\n${column}`;
}
