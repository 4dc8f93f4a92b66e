'use client';

import { ClipboardCheck } from 'lucide-react';
import Link from 'next/link';
import { buttonStyles } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { addBehindHref } from './add-behind-href';
import type { CandidateRow } from './candidate-row';

/** Candidates without a figure say why, each with the way to one: an Evaluate step behind its model, wired. */
export function UnjudgedNotice(props: { rows: readonly CandidateRow[]; pipelineHref: string | null }) {
  const { rows, pipelineHref } = props;
  const { can } = useProject();
  const [first] = rows;
  if (first === undefined) return null;
  const which = rows.length === 1 ? `${first.candidate.title} has` : `${rows.length} candidates have`;
  return (
    <Notice
      title={`${which} no evaluation yet`}
      actions={
        pipelineHref === null || !can('edit')
          ? null
          : rows.slice(0, 6).map(({ candidate }) => (
              <Link
                key={candidate.id}
                href={addBehindHref(pipelineHref, { type: 'evaluate', model: candidate.modelHash })}
                className={buttonStyles({ size: 'sm' })}
              >
                <ClipboardCheck aria-hidden />
                {`Add Evaluate for ${candidate.title}`}
              </Link>
            ))
      }
    >
      An Evaluate step behind the model scores it on rows it has not seen, and draws its curves. Training is not
      repeated.
    </Notice>
  );
}
