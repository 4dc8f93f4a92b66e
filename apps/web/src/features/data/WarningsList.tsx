import type { Json } from '@millrace/pipeline-core/json';
import type { ProfileWarning, TableProfile } from '@millrace/pipeline-core/profile';
import { z } from 'zod';
import { Card } from '../../ui/Card';
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
        <Card className="grid gap-1 p-4">
          <h2 className="text-13 font-semibold">What landing did</h2>
          {landing.map(({ message }) => (
            <p key={message} className="text-13 text-muted">
              {message}
            </p>
          ))}
        </Card>
      )}
    </div>
  );
}
