import { expect, it } from 'vitest';
import { streamIssue, streamRulesSchema, topicOfAnswer } from '../scoring';
import { documentKinds } from '../steps/ingest/samples/document-kinds';
import { validatePipeline } from '../validate';
import { documentRoutingPipeline, documentStreams } from './document-routing';

it('can run as it is, and deploys to the endpoints that read the topics', () => {
  const document = documentRoutingPipeline();
  const { issues } = validatePipeline({ document });
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  const steps = Object.values(document.steps);
  const endpoints = steps.filter(({ type }) => type === 'deploy').map(({ params }) => params.endpoint);
  expect(endpoints).toEqual(documentStreams.map(({ endpoint }) => endpoint));
  expect(steps.map(({ type }) => type)).toEqual(expect.arrayContaining(['text-classifier', 'image-cnn']));
});

it('sends every kind to a department of its own, from both topics, without a circle', () => {
  const flows = documentStreams.map(({ topic, rules }) => ({ topic, rules: streamRulesSchema.parse(rules) }));
  for (const flow of flows) {
    expect(new Set(documentKinds.map((kind) => topicOfAnswer(flow.rules, kind))).size).toBe(7);
    expect(streamIssue(flow, flows)).toBeNull();
  }
});
