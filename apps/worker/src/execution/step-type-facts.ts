import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StepContract } from '@millrace/pipeline-core/steps';
import type { StepTypeFacts } from './interfaces';

/** What execution must know of a step type, as its contract says. */
export function stepTypeFacts({
  type,
  version,
  flags,
  params: schema,
  trains,
  ownLimit,
}: Pick<StepContract, 'type' | 'version' | 'flags' | 'params' | 'trains' | 'ownLimit'>): StepTypeFacts {
  return {
    type,
    version,
    cacheable: flags.deterministic === true && flags.effect !== true,
    ownProcess: flags.ownProcess === true,
    foreignCode: flags.foreignCode === true,
    team: flags.team === true,
    outside: flags.outside === true,
    ...(trains?.inRounds === true ? { inRounds: true } : {}),
    ...(ownLimit === undefined
      ? {}
      : {
          ownLimit(params, title) {
            const { seconds, error } = ownLimit(schema.parse(params), title);
            return { seconds, error: new PipelineError(error).report };
          },
        }),
  };
}
