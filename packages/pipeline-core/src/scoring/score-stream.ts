import { z } from 'zod';
import { topicNameSchema } from '../events/cloud-event';

/** More answers than that are no rules that anybody reads. */
const mostRoutes = 200;

/**
 * Where the answers to the records of a topic go: to the topic of the rule that names the answer, all else to `otherwise`.
 * A record that no answer can be given to goes to `refused`, with the reason.
 */
export const streamRulesSchema = z.object({
  v: z.literal(1).default(1),
  routes: z
    .array(z.object({ answer: z.string().min(1).max(500), topic: topicNameSchema }))
    .max(mostRoutes)
    .default([]),
  otherwise: topicNameSchema,
  refused: topicNameSchema,
});
export type StreamRules = z.output<typeof streamRulesSchema>;

/** The topic for an answer; rules name it as it is written: 7 is "7". */
export function topicOfAnswer(rules: StreamRules, answer: string | number | null): string {
  return rules.routes.find((route) => answer !== null && route.answer === String(answer))?.topic ?? rules.otherwise;
}

/** Every topic that the rules may write to, once each, in order: who locks several takes them in this one. */
export function topicsWritten({ routes, otherwise, refused }: StreamRules): string[] {
  return [...new Set([...routes.map(({ topic }) => topic), otherwise, refused])].sort();
}

export type TopicFlow = { topic: string; rules: StreamRules };

/** What is wrong with a stream beside the others of its project, in words; null: nothing. */
export function streamIssue(flow: TopicFlow, others: readonly TopicFlow[]): string | null {
  const twice = flow.rules.routes.find(({ answer }, at, all) => all.findIndex((one) => one.answer === answer) < at);
  if (twice !== undefined) return `Two rules name the answer “${twice.answer}”: it can go to one topic.`;
  const circle = findCircle(flow, others);
  if (circle === null) return null;
  if (circle.length === 2) return `Answers would go back to ${flow.topic}, and be scored again without end.`;
  return `Records would go in a circle without end: ${circle.join(' → ')}.`;
}

/**
 * The topics from which records come back to the one they were read from; null when none do.
 *
 * 1. Begin with the topics that the stream writes to, each with the way to it.
 * 2. The way on from a topic is every topic that streams reading it write to; each topic is visited once.
 */
function findCircle(flow: TopicFlow, others: readonly TopicFlow[]): string[] | null {
  const ways = topicsWritten(flow.rules).map((topic) => [flow.topic, topic]);
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const last = way.at(-1) ?? flow.topic;
    if (last === flow.topic) return way;
    if (seen.has(last)) continue;
    seen.add(last);
    for (const other of others.filter(({ topic }) => topic === last))
      ways.push(...topicsWritten(other.rules).map((topic) => [...(way ?? []), topic]));
  }
  return null;
}
