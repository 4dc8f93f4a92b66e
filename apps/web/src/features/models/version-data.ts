import type { Outputs } from '../../client/outputs';
import { rankCandidates } from '../candidates/candidate-row';

/** All that is known of the version a page is about. */
export type Version = Outputs['models']['version'];
/** A version under the same name, as the list of the model has it. */
export type ListedVersion = Outputs['models']['get']['releases'][number];
/** Where a version of the model answers now. */
export type AnsweringAt = Outputs['models']['get']['answers'][number];
/** What a page is about. */
export type VersionOf = { release: string } | { candidate: string };

export type VersionProps = { version: Version };

/** The version as one row of a leaderboard, which charts of candidates take; null where it is not known what was trained. */
export function rowOf({ candidate }: Version) {
  return candidate === null ? null : (rankCandidates([candidate], null)[0] ?? null);
}

/** The drawing that made it, with the results of its run; null when it is gone. */
export function pipelineHref(slug: string, { run }: Version): string | null {
  return run === null || run.pipelineId === null ? null : `/p/${slug}/pipelines/${run.pipelineId}?run=${run.id}`;
}
