'use client';

import { isForeign, rowsInside } from '@millrace/pipeline-core/release';
import { useState } from 'react';
import { formatBytes } from '../../lib/format-bytes';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { useProject } from '../frame/project-context';
import { OpeningModel } from './OpeningModel';
import type { WantedRelease } from './use-browser-model';

/** A bundle up to this size comes without being asked for, in bytes. */
const comesAlong = 20e6;

/** Asks a release in the browser: what would it answer if. Nothing that is typed here leaves the page. */
export function WhatIfTab({ release }: { release: WantedRelease | null }) {
  const { slug } = useProject();
  const [asked, setAsked] = useState(false);
  const [attempt, setAttempt] = useState(0);
  if (release === null) {
    return (
      <Card>
        <EmptyState
          title="It is not registered yet"
          detail="What a browser answers with is the bundle of a version. Deploy this model, or let a Register model step make one."
        />
      </Card>
    );
  }
  if (isForeign(release.manifest.format)) {
    return (
      <Card>
        <EmptyState
          title="It is scored on the server"
          detail={`A model in format ${release.manifest.format} answers through a program that browsers do not have. Deploy it, and ask it in the test form of its endpoint.`}
        />
      </Card>
    );
  }
  const coming = release.manifest.files.filter(({ path }) => path !== rowsInside);
  const bytes = coming.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > comesAlong && !asked) {
    return (
      <Card>
        <EmptyState
          title={`The model is ${formatBytes(bytes)}`}
          detail="It comes into this browser once and answers here from then on."
          action={<Button onClick={() => setAsked(true)}>Load the model</Button>}
        />
      </Card>
    );
  }
  return (
    <OpeningModel
      key={attempt}
      project={slug}
      release={release}
      bytes={bytes}
      onAgain={() => setAttempt(attempt + 1)}
    />
  );
}
