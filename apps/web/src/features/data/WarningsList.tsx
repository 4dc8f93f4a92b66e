import type { Json } from '@millrace/pipeline-core/json';
import type { TableProfile } from '@millrace/pipeline-core/profile';
import { z } from 'zod';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { FindingsList } from './FindingsList';
import { LookCloser } from './LookCloser';
import { usePreparationPipeline } from './use-preparation-pipeline';

const notesSchema = z.array(z.object({ message: z.string() })).catch([]);

/** Findings in words, the most harmful first, and what reading did to the file. */
export function WarningsList(props: {
  dataset: { id: string; name: string };
  batch: string;
  profile: TableProfile;
  notes: Json;
  onStart?: (() => void) | undefined;
}) {
  const { dataset, batch, profile, notes, onStart } = props;
  const add = usePreparationPipeline(dataset);
  const landing = notesSchema.parse(notes);
  const left = profile.left?.typingErrors ?? [];
  if (profile.warnings.length === 0 && landing.length === 0 && left.length === 0) {
    return (
      <EmptyState title="Nothing to mind" detail="No column is constant, mostly missing, mixed, or looks like an id." />
    );
  }
  return (
    <div className="grid max-w-[820px] gap-2">
      <FindingsList
        warnings={profile.warnings}
        subject={{ kind: 'dataset', dataset: dataset.id }}
        where="in a new pipeline"
        onAdd={add}
      />
      <LookCloser key={batch} batch={batch} left={left} />
      {onStart === undefined || profile.warnings.length === 0 ? null : (
        <p className="text-muted">
          A pipeline that predicts a column takes care of ids, gaps and constants by itself.{' '}
          <Button size="sm" variant="ghost" onClick={onStart}>
            New pipeline with this mended
          </Button>
        </p>
      )}
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
