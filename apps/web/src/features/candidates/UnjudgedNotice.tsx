'use client';

import { ClipboardCheck } from 'lucide-react';
import Link from 'next/link';
import { buttonStyles } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { addBehindHref } from './add-behind-href';
import type { CandidateRow } from './candidate-row';

/**
 * Candidates without a figure of rows they have not seen say why, each with the way to one: an Evaluate step behind its
 * model, wired. `left`: those that a search judged and handed to no step.
 */
export function UnjudgedNotice(props: {
  rows: readonly CandidateRow[];
  left: readonly CandidateRow[];
  pipelineHref: string | null;
}) {
  const { rows, left, pipelineHref } = props;
  const { can } = useProject();
  const [first] = rows;
  const [other] = left;
  const one = first ?? other;
  if (one === undefined) return null;
  const count = rows.length + left.length;
  const which = count === 1 ? `${one.candidate.title} has` : `${count} candidates have`;
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
      {first === undefined
        ? null
        : 'An Evaluate step behind the model scores it on rows it has not seen, and draws its curves. Training is not repeated. '}
      {rows.some(({ searched }) => searched !== null) ? searchedWords : null}
      {left.length === 0 ? null : leftWords(left)}
    </Notice>
  );
}

const searchedWords =
  'The figure of a search is of the rows by which it chose: on new rows the best of many trials does a little worse. ';

/** No port has a model that its search did not choose: to be judged, it is drawn as a step. */
function leftWords(left: readonly CandidateRow[]): string {
  const names = left.map(({ candidate }) => candidate.title);
  const listed = names.length > 3 ? `${names.slice(0, 3).join(', ')} and others` : names.join(', ');
  return `The search hands its best model on alone: draw ${listed} as a step of ${names.length === 1 ? 'its' : 'their'} own to evaluate ${names.length === 1 ? 'it' : 'them'}, too.`;
}
