import type { Json } from '@millrace/pipeline-core/json';
import type { ProfileWarning, TableProfile } from '@millrace/pipeline-core/profile';
import { getContract, isStepType } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Notice } from '../../ui/Notice';

const tones = { high: 'danger', medium: 'warning', low: 'info' } as const satisfies Record<
  ProfileWarning['severity'],
  string
>;
const notesSchema = z.array(z.object({ message: z.string() })).catch([]);

/** What the drawing made for a dataset and a target takes care of by itself. */
const mendedByStarter: ReadonlySet<ProfileWarning['code']> = new Set([
  'leakage-suspect',
  'constant',
  'all-missing',
  'id-like',
  'many-missing',
  'some-missing',
  'numeric-text',
]);

/** Findings in words, the most harmful first, and what reading did to the file. */
export function WarningsList(props: { profile: TableProfile; notes: Json; onStart?: (() => void) | undefined }) {
  const { profile, notes, onStart } = props;
  const landing = notesSchema.parse(notes);
  if (profile.warnings.length === 0 && landing.length === 0) {
    return (
      <EmptyState title="Nothing to mind" detail="No column is constant, mostly missing, mixed, or looks like an id." />
    );
  }
  return (
    <div className="grid max-w-[820px] gap-2">
      {profile.warnings.map((warning) => (
        <Finding key={`${warning.code}-${warning.column ?? ''}`} warning={warning} onStart={onStart} />
      ))}
      {landing.length === 0 ? null : (
        <Card>
          <CardHeader title="What was changed when the file was read" />
          <CardBody>
            <ul className="grid gap-1 text-muted">
              {landing.map(({ message }) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          </CardBody>
        </Card>
      )}
    </div>
  );
}

/** What was found, and what to do about it: a drawing that does it, or the step by name. */
function Finding(props: { warning: ProfileWarning; onStart: (() => void) | undefined }) {
  const { warning, onStart } = props;
  const mended = onStart !== undefined && mendedByStarter.has(warning.code);
  const advice = adviceOf(warning);
  return (
    <Notice
      tone={tones[warning.severity]}
      actions={
        mended ? (
          <Button size="sm" onClick={onStart}>
            New pipeline with this mended
          </Button>
        ) : null
      }
    >
      {warning.message}
      {advice === null ? null : <span className="text-muted"> {advice}</span>}
    </Notice>
  );
}

function adviceOf({ fix }: ProfileWarning): string | null {
  if (fix === undefined || !isStepType(fix.addStep)) return null;
  return `${fix.title} with the step “${getContract(fix.addStep).title}”.`;
}
