import type { ScoreDeps } from '../answering/score-request';

type Keep = ScoreDeps['keep'];

const onceIn = 60_000;
const mostKnown = 10_000;

/**
 * Keeps a refusal of the same kind, of one caller at one endpoint, once a minute: a client with a wrong field would push
 * all answers out of sight, and each row costs as much as an answer. How many there were is counted elsewhere.
 */
export function keepFewRefusals(keep: Keep, now: () => number): Keep {
  const keptAt = new Map<string, number>();
  return (predictions) => {
    const [first] = predictions;
    if (predictions.length !== 1 || first === undefined || first.status !== 'invalid') return keep(predictions);
    const kind = JSON.stringify([first.endpoint, first.caller, first.reason]);
    const at = now();
    const before = keptAt.get(kind);
    if (before !== undefined && at - before < onceIn) return undefined;
    // Names of fields are text of the caller: whoever sends ever new ones does not fill the memory.
    if (keptAt.size >= mostKnown) keptAt.clear();
    keptAt.set(kind, at);
    return keep(predictions);
  };
}
