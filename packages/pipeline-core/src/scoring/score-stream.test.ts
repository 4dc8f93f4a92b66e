import { expect, it } from 'vitest';
import { streamIssue, streamRulesSchema, topicOfAnswer, topicsWritten } from './score-stream';

const rules = (out: string, routes: [string, string][] = []) =>
  streamRulesSchema.parse({
    ...{ otherwise: out, refused: 'refused' },
    routes: routes.map(([answer, topic]) => ({ answer, topic })),
  });

it('sends an answer to the topic of its rule, and all else to one', () => {
  const departments = rules('post-room', [
    ['invoice', 'accounts'],
    ['7', 'seventh'],
  ]);
  expect(['invoice', 7, 'letter', null].map((answer) => topicOfAnswer(departments, answer))).toEqual([
    ...['accounts', 'seventh', 'post-room', 'post-room'],
  ]);
  expect(topicsWritten(departments)).toEqual(['accounts', 'post-room', 'refused', 'seventh']);
});

it.each([
  ['nothing', { topic: 'in', rules: rules('out') }, null],
  [
    'two rules for one answer',
    {
      topic: 'in',
      rules: rules('out', [
        ['a', 'x'],
        ['a', 'y'],
      ]),
    },
    'Two rules name the answer “a”: it can go to one topic.',
  ],
  [
    'answers to its own topic',
    { topic: 'in', rules: rules('out', [['a', 'in']]) },
    'Answers would go back to in, and be scored again without end.',
  ],
  [
    'a circle over others',
    { topic: 'in', rules: rules('first') },
    'Records would go in a circle without end: in → first → second → in.',
  ],
])('finds %s', (_name, flow, issue) => {
  const others = [
    { topic: 'first', rules: rules('second') },
    { topic: 'second', rules: rules('done', flow.rules.otherwise === 'first' ? [['b', 'in']] : []) },
  ];
  expect(streamIssue(flow, others)).toBe(issue);
});

it('refuses names that are no topics', () => {
  expect(streamRulesSchema.safeParse({ otherwise: 'Out', refused: 'r' }).success).toBe(false);
});
