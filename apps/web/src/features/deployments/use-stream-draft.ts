import { useState } from 'react';
import { type Stream, writtenRoutes } from './stream-words';

export type StreamDraft = ReturnType<typeof useStreamDraft>;

/** What a form has of a stream so far. A new one has a line for each class; lines without a topic are no rules. */
export function useStreamDraft(stream: Stream | null, classes: readonly string[]) {
  const [topic, setTopic] = useState(stream?.topic ?? '');
  const [from, setFrom] = useState<'now' | 'beginning'>('now');
  const [lines, setLines] = useState<readonly { answer: string; topic: string }[]>(
    stream?.rules.routes ?? classes.map((answer) => ({ answer, topic: '' })),
  );
  const [otherwise, setOtherwise] = useState(stream?.rules.otherwise ?? '');
  const [named, setRefused] = useState(stream?.rules.refused ?? null);
  const [mostWaiting, setMostWaiting] = useState(stream?.mostWaiting ?? null);
  const suggested = topic === '' ? '' : `${topic}.refused`;
  const refused = named ?? suggested;
  return {
    ...{ topic, setTopic, from, setFrom, lines, setLines, otherwise, setOtherwise, refused, setRefused },
    ...{ mostWaiting, setMostWaiting },
    ready: [topic, otherwise, refused].every((name) => name.trim() !== ''),
    read: () => ({
      ...{ topic: topic.trim(), from, mostWaiting },
      rules: { routes: writtenRoutes(lines), otherwise: otherwise.trim(), refused: refused.trim() },
    }),
  };
}
