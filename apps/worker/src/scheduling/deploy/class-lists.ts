import type { HeldOut } from '../../data/read-held-out';
import type { Replayed } from './replay-rows';

/** Classes that a release gives a probability, by its answers; empty where it gives none. */
function answeredClasses(answers: readonly Replayed[]): Set<string> {
  const names = new Set<string>();
  for (const answer of answers) {
    if (typeof answer === 'string') continue;
    for (const name in answer.probabilities) names.add(name);
  }
  return names;
}

/**
 * The classes that both releases are judged among: those of the held-out rows, then those that only an answer names. A
 * release is right where its largest probability is that of what happened, so a class that it alone knows must count
 * against it.
 */
export function classesOfBoth(classes: readonly string[], answers: readonly (readonly Replayed[])[]): string[] {
  return [...new Set([...classes, ...answers.flatMap((said) => [...answeredClasses(said)])])];
}

/** Why two releases with other classes cannot be judged by one figure; null where they can. */
export function otherClasses(
  { classes }: Pick<HeldOut, 'classes'>,
  o: { task: string; name: string; said: readonly Replayed[] },
): string | null {
  if (classes === null) return null;
  const theirs = answeredClasses(o.said);
  if (theirs.size === 0) return null; // it answers no row: that is said by how many can be judged
  const shared = classes.filter((name) => theirs.has(name)).length;
  // Two classes are judged by the order of one probability; of several, those that both know must be a question to both.
  const alike = o.task === 'binary' ? shared === classes.length && theirs.size === shared : shared >= 2;
  return alike ? null : `${o.name} answers other classes: ${listed([...theirs])} instead of ${listed(classes)}`;
}

const mostListed = 5;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).join(', ');
  return names.length > mostListed ? `${shown} and ${names.length - mostListed} more` : shown;
}
