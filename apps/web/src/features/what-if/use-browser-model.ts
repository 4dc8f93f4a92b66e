'use client';

import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';
import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import { type BundleManifest, hasRowsInside } from '@millrace/pipeline-core/release';
import type { BrowserModel } from '@millrace/pipeline-core/scoring';
import { useEffect, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { fetchBundle } from './fetch-bundle';
import { type ScorerClient, startScorer } from './scorer-client';

/** The release that is opened: which, and the hash that the workbench knows its bundle by. */
export type WantedRelease = {
  id: string;
  modelName: string;
  number: number;
  bundleHash: string;
  manifest: BundleManifest;
};

export type BrowserModelState =
  | { kind: 'loading'; received: number }
  | { kind: 'failed'; report: ErrorReport }
  | { kind: 'open'; model: BrowserModel; scorer: ScorerClient };

type Found = { received: number } | { error: unknown } | { model: BrowserModel; scorer: ScorerClient };

/** Fetches a bundle and opens it in a worker of its own, which lives as long as the component. */
export function useBrowserModel(project: string, release: WantedRelease): BrowserModelState {
  const { id, modelName, number, bundleHash } = release;
  const cut = hasRowsInside(release.manifest);
  const [found, setFound] = useState<Found>({ received: 0 });
  useEffect(() => {
    const stopping = new AbortController();
    const scorer = startScorer();
    setFound({ received: 0 });
    const open = async () => {
      const onProgress = (received: number) => setFound({ received });
      const { bundle, sent } = await fetchBundle({ project, release: id, signal: stopping.signal, onProgress });
      const named = { id: releaseIdSchema.parse(id), model: modelName, number };
      // Only where rows stay behind another hash than that of the release is taken.
      const sha256 = cut ? (sent ?? bundleHash) : bundleHash;
      const model = await scorer.ask({ ask: 'open', bundle, sha256, release: named });
      setFound({ model, scorer });
    };
    void open().catch((error: unknown) => {
      if (!stopping.signal.aborted) setFound({ error });
    });
    return () => {
      stopping.abort();
      scorer.stop();
    };
  }, [project, id, modelName, number, bundleHash, cut]);
  if ('error' in found) return { kind: 'failed', report: reportIn(found.error) };
  return 'model' in found ? { kind: 'open', ...found } : { kind: 'loading', received: found.received };
}

function reportIn(error: unknown): ErrorReport {
  return error instanceof PipelineError ? error.report : reportOf(error);
}
