'use client';

import type { JsonObject } from '@millrace/pipeline-core/json';
import type { ProfileWarning } from '@millrace/pipeline-core/profile';
import { getContract, isStepType } from '@millrace/pipeline-core/steps';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { ReasonPopover } from '../../ui/ReasonPopover';
import { useProject } from '../frame/project-context';
import { mergeRepairs } from './merge-repairs';
import { type FindingSubject, useFindings } from './use-findings';

export type SuggestedStep = { type: string; params: JsonObject };

const tones = { high: 'danger', medium: 'warning', low: 'info' } as const satisfies Record<
  ProfileWarning['severity'],
  string
>;

/** Findings in words, the most harmful first, each with the step that mends it or a reason to let it be. */
export function FindingsList(props: {
  warnings: readonly ProfileWarning[];
  subject: FindingSubject;
  /** Where the step goes: "in a new pipeline", "behind this step". */
  where: string;
  onAdd?: ((steps: SuggestedStep[]) => void) | undefined;
}) {
  const { warnings, subject, where, onAdd } = props;
  const { can } = useProject();
  const { open, settled, reasonOf } = useFindings(subject, warnings);
  const { ignore, mind } = useIgnoring(subject);
  const repairs = mergeRepairs(open);
  return (
    <div className="grid max-w-[820px] gap-2">
      {repairs !== null && onAdd !== undefined ? (
        <div className="flex justify-end">
          <Button size="sm" variant="primary" onClick={() => onAdd([repairs.step])}>
            {`Repair all ${repairs.columns} columns ${where}`}
          </Button>
        </div>
      ) : null}
      {open.map((warning) => (
        <Notice
          key={`${warning.code}-${warning.column ?? ''}-${warning.message}`}
          tone={tones[warning.severity]}
          actions={
            <>
              {onAdd === undefined ? null : <AddButton warning={warning} where={where} onAdd={onAdd} />}
              {can('edit') ? (
                <ReasonPopover
                  label="Ignore this finding"
                  question="Why can it stay as it is?"
                  maxLength={400}
                  onReason={(reason) => ignore(warning, reason)}
                />
              ) : null}
            </>
          }
        >
          {warning.message}
        </Notice>
      ))}
      {open.length === 0 && settled.length > 0 ? (
        <p className="text-muted">Every finding is ignored, each for a reason.</p>
      ) : null}
      <SettledFindings warnings={settled} reasonOf={reasonOf} onMind={can('edit') ? mind : undefined} />
    </div>
  );
}

type ReasonOf = ReturnType<typeof useFindings>['reasonOf'];

/** How a person ignores a finding of a subject, and how it comes back. */
function useIgnoring(subject: FindingSubject) {
  const { slug: project } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: trpc.datasets.ignored.pathKey() });
  const ignore = useMutation(trpc.datasets.ignoreFinding.mutationOptions({ onSuccess }));
  const mind = useMutation(trpc.datasets.mindFinding.mutationOptions({ onSuccess }));
  const facts = ({ code, column = '' }: ProfileWarning) => ({ project, subject, code, column });
  return {
    ignore: (warning: ProfileWarning, reason: string) => ignore.mutateAsync({ ...facts(warning), reason }),
    mind: (warning: ProfileWarning) => mind.mutate(facts(warning)),
  };
}

/** Ignored findings, folded away. */
function SettledFindings(props: {
  warnings: readonly ProfileWarning[];
  reasonOf: ReasonOf;
  onMind: ((warning: ProfileWarning) => void) | undefined;
}) {
  const { warnings, reasonOf, onMind } = props;
  if (warnings.length === 0) return null;
  return (
    <details>
      <summary className="cursor-pointer text-12 font-medium text-muted">{`${warnings.length} ignored`}</summary>
      <ul className="mt-1 grid gap-1 text-12 text-muted">
        {warnings.map((warning) => (
          <li key={`${warning.code}-${warning.column ?? ''}`} className="flex items-center gap-2">
            <span className="min-w-0 flex-1">{`${warning.message} Ignored because: ${reasonOf(warning)?.reason}`}</span>
            {onMind === undefined ? null : (
              <Button size="sm" variant="ghost" onClick={() => onMind(warning)}>
                Show again
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function AddButton(props: { warning: ProfileWarning; where: string; onAdd: (steps: SuggestedStep[]) => void }) {
  const { fix } = props.warning;
  if (fix === undefined || !isStepType(fix.addStep)) return null;
  const { addStep: type, title, params = {} } = fix;
  return (
    <Button
      size="sm"
      title={`Adds the step “${getContract(type).title}” ${props.where}`}
      onClick={() => props.onAdd([{ type, params }])}
    >
      {title}
    </Button>
  );
}
