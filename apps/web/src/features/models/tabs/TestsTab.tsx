import { Card } from '../../../ui/Card';
import { EmptyState } from '../../../ui/EmptyState';
import { ModelTestsPanel } from '../../model-tests/ModelTestsPanel';
import type { VersionProps } from '../version-data';

/** What the registered model has to answer, whichever of its versions is looked at. */
export function TestsTab({ version: { release } }: VersionProps) {
  if (release !== null) return <ModelTestsPanel model={release.modelId} />;
  return (
    <Card>
      <EmptyState
        title="It is not registered yet"
        detail="Tests belong to a registered model, and are asked of each of its versions. Deploy this one, or let a Register model step make one."
      />
    </Card>
  );
}
