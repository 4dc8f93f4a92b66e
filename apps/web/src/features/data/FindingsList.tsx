'use client';

import type { JsonObject } from '@millrace/pipeline-core/json';
import type { ProfileWarning } from '@millrace/pipeline-core/profile';
import { getContract, isStepType } from '@millrace/pipeline-core/steps';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { ReasonPopover } from '../../ui/ReasonPopover';
import { useProject } from '../frame/project-context';
import { mergeRepairs } from './merge-repairs';

export type FindingSubject = { kind: 'dataset'; dataset: string } | { kind: 'step'; pipeline: string; step: string };
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
  const { reasonOf, ignore, mind } = useIgnoredFindings(subject);
  const open = warnings.filter((warning) => reasonOf(warning) === undefined);
  const settled = warnings.filter((warning) => reasonOf(warning) !== undefined);
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

type ReasonOf = (warning: ProfileWarning) => string | undefined;

/** Which findings of a subject are ignored and why, and how to change that. */
function useIgnoredFindings(subject: FindingSubject) {
  const { slug: project } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const ignored = useQuery(trpc.datasets.ignored.queryOptions({ project, subject }));
  const onSuccess = () => queries.invalidateQueries({ queryKey: trpc.datasets.ignored.pathKey() });
  const ignore = useMutation(trpc.datasets.ignoreFinding.mutationOptions({ onSuccess }));
  const mind = useMutation(trpc.datasets.mindFinding.mutationOptions({ onSuccess }));
  const reasons = new Map(ignored.data?.ignored.map(({ code, column, reason }) => [`${code}\n${column}`, reason]));
  const facts = ({ code, column = '' }: ProfileWarning) => ({ project, subject, code, column });
  const reasonOf: ReasonOf = ({ code, column = '' }) => reasons.get(`${code}\n${column}`);
  return {
    reasonOf,
    ignore: (warning: ProfileWarning, reason: string) => ignore.mutate({ ...facts(warning), reason }),
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
            <span className="min-w-0 flex-1">{`${warning.message} Ignored because: ${reasonOf(warning)}`}</span>
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
