'use client';

import { formatBytes } from '../../lib/format-bytes';
import { Card, CardBody } from '../../ui/Card';
import { ErrorState } from '../../ui/ErrorState';
import { ProgressBar } from '../../ui/ProgressBar';
import { useBrowserModel, type WantedRelease } from './use-browser-model';
import { WhatIfPanel } from './WhatIfPanel';

/** The way of a bundle into the browser: how much has come, why it could not be opened, or the form. */
export function OpeningModel(props: {
  project: string;
  release: WantedRelease;
  /** About how much comes. */
  bytes: number;
  onAgain: () => void;
}) {
  const { project, release, bytes, onAgain } = props;
  const state = useBrowserModel(project, release);
  switch (state.kind) {
    case 'failed':
      return <ErrorState what={state.report.message} next={state.report.next} onRetry={onAgain} />;
    case 'loading':
      return (
        <Card>
          <CardBody>
            <p className="text-muted">{`The model comes into this browser: ${formatBytes(state.received)} of about ${formatBytes(bytes)}.`}</p>
            <ProgressBar value={Math.min(1, state.received / bytes)} label="Loading the model" tone="accent" />
          </CardBody>
        </Card>
      );
    case 'open':
      return <WhatIfPanel release={release} model={state.model} scorer={state.scorer} />;
  }
}
