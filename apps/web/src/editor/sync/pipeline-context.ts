'use client';

import type { PipelineId } from '@millrace/pipeline-core/ids';
import { createContext, useContext } from 'react';

/** Which pipeline is open: what every request of the editor names. */
export type OpenPipeline = { id: PipelineId; name: string; project: string };

export const PipelineContext = createContext<OpenPipeline | null>(null);

export function usePipeline(): OpenPipeline {
  const pipeline = useContext(PipelineContext);
  if (pipeline === null) throw new Error('usePipeline stands outside the editor');
  return pipeline;
}
