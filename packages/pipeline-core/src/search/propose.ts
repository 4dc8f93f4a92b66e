import { proposeGrid } from './grid';
import { proposeHalving } from './halving';
import { proposeRandom } from './random';
import { proposeTpe } from './tpe';
import { inOrder, type Proposal, type Question } from './trial';

/**
 * The trials to do next, at most as many as asked for; fewer, or none, when nothing new is left. The same question has the
 * same answer on every machine, in whatever order its trials ended.
 */
export function propose(question: Question): Proposal[] {
  const { method, ...rest } = { ...question, history: inOrder(question.history) };
  switch (method.method) {
    case 'grid':
      return proposeGrid({ ...rest, method });
    case 'random':
      return proposeRandom({ ...rest, method });
    case 'tpe':
      return proposeTpe({ ...rest, method });
    case 'halving':
      return proposeHalving({ ...rest, method });
  }
}
