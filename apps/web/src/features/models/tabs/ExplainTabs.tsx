'use client';

import type { Explanation } from '@millrace/pipeline-core/explain';
import type { ReactNode } from 'react';
import { ExplainPanel } from '../../candidates/ExplainPanel';
import { ExplanationView } from '../../candidates/ExplanationView';
import { SlicesPanel } from '../../candidates/SlicesPanel';
import { useProject } from '../../frame/project-context';
import { pipelineHref, type VersionProps } from '../version-data';
import { WorseGroups } from './WorseGroups';

/** What a version goes by. */
export function ExplainTab({ version }: VersionProps) {
  return <Explained version={version}>{(explanation) => <ExplainPanel explanation={explanation} />}</Explained>;
}

/** On which groups of rows a version errs most, and on which a deployment found it worse than what answered. */
export function SlicesTab({ version }: VersionProps) {
  return (
    <div className="grid gap-4">
      <WorseGroups version={version} />
      <Explained version={version}>{(explanation) => <SlicesPanel explanation={explanation} />}</Explained>
    </div>
  );
}

function Explained({ version, children }: VersionProps & { children: (explanation: Explanation) => ReactNode }) {
  const { slug } = useProject();
  const { explanation, candidate, release } = version;
  return (
    <ExplanationView
      found={explanation === null ? { state: 'none' } : { state: 'ready', explanation }}
      candidate={candidate}
      title={candidate?.title ?? release?.modelName ?? 'the model'}
      pipelineHref={pipelineHref(slug, version)}
    >
      {children}
    </ExplanationView>
  );
}
