'use client';

import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';
import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import type { BrowserModel } from '@millrace/pipeline-core/scoring';
import { useEffect, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { fetchBundle } from './fetch-bundle';
import { type ScorerClient, startScorer } from './scorer-client';

/** The release that is opened: which, and the hash that the workbench knows its bundle by. */
export type WantedRelease = { id: string; modelName: string; number: number; bundleHash: string };

export type BrowserModelState =
  | { kind: 'loading'; received: number }
  | { kind: 'failed'; report: ErrorReport }
  | { kind: 'open'; model: BrowserModel; scorer: ScorerClient };

type Found = { received: number } | { error: unknown } | { model: BrowserModel; scorer: ScorerClient };

/** Fetches a bundle and opens it in a worker of its own, which lives as long as the component. */
export function useBrowserModel(project: string, release: WantedRelease): BrowserModelState {
  const { id, modelName, number, bundleHash } = release;
  const [found, setFound] = useState<Found>({ received: 0 });
  useEffect(() => {
    const stopping = new AbortController();
    const scorer = startScorer();
    setFound({ received: 0 });
    const open = async () => {
      const onProgress = (received: number) => setFound({ received });
      const bundle = await fetchBundle({ project, release: id, signal: stopping.signal, onProgress });
      const named = { id: releaseIdSchema.parse(id), model: modelName, number };
      const model = await scorer.ask({ ask: 'open', bundle, sha256: bundleHash, release: named });
      setFound({ model, scorer });
    };
    void open().catch((error: unknown) => {
      if (!stopping.signal.aborted) setFound({ error });
    });
    return () => {
      stopping.abort();
      scorer.stop();
    };
  }, [project, id, modelName, number, bundleHash]);
  if ('error' in found) return { kind: 'failed', report: reportIn(found.error) };
  return 'model' in found ? { kind: 'open', ...found } : { kind: 'loading', received: found.received };
}

function reportIn(error: unknown): ErrorReport {
  return error instanceof PipelineError ? error.report : reportOf(error);
}
