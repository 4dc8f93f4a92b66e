import type { Json } from '@millrace/pipeline-core/json';
import type { ProfileWarning, TableProfile } from '@millrace/pipeline-core/profile';
import { z } from 'zod';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Notice } from '../../ui/Notice';

const tones = { high: 'danger', medium: 'warning', low: 'info' } as const satisfies Record<
  ProfileWarning['severity'],
  string
>;
const notesSchema = z.array(z.object({ message: z.string() })).catch([]);

/** Findings in words, the most harmful first, and what landing did to the file. */
export function WarningsList({ profile, notes }: { profile: TableProfile; notes: Json }) {
  const landing = notesSchema.parse(notes);
  if (profile.warnings.length === 0 && landing.length === 0) {
    return (
      <EmptyState title="Nothing to mind" detail="No column is constant, mostly missing, mixed, or looks like an id." />
    );
  }
  return (
    <div className="grid max-w-[820px] gap-2">
      {profile.warnings.map((warning) => (
        <Notice key={`${warning.code}-${warning.column ?? ''}`} tone={tones[warning.severity]}>
          {warning.message}
          {warning.fix === undefined ? null : <span className="text-muted"> Mend it with {warning.fix.title}.</span>}
        </Notice>
      ))}
      {landing.length === 0 ? null : (
        <Card>
          <CardHeader title="What landing did" />
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
