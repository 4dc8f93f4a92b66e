import { endpointIdSchema, projectIdSchema, type ReleaseId, releaseIdSchema } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { createRowValidator, endpointConfigSchema, type Signature } from '@millrace/pipeline-core/release';
import type { EndpointFacts, RowAnswer, ServedRelease } from '../scoring/releases/served-release';

export const testId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const testReleaseId = (n: number): ReleaseId => releaseIdSchema.parse(testId(n));

export const testSignature: Signature = {
  inputs: [
    { name: 'age', type: 'integer', required: false },
    { name: 'city', type: 'text', required: false },
  ],
  outputs: [{ name: 'prediction', type: 'text' }],
};

/** A release whose model is the given function; by default it says "yes" from age 40. */
export function fakeRelease(
  number: number,
  answer?: (row: JsonObject, signal: AbortSignal) => RowAnswer | Promise<RowAnswer>,
): ServedRelease {
  return {
    id: testReleaseId(number),
    number,
    model: 'churn',
    task: 'binary',
    format: 'baseline',
    signature: testSignature,
    validator: createRowValidator(testSignature),
    example: { age: 41, city: 'Oslo' },
    answer: answer ?? ((row) => fakeAnswer(Number(row.age) >= 40 ? 'yes' : 'no')),
  };
}

export function fakeAnswer(prediction: string): RowAnswer {
  const yes = prediction === 'yes' ? 0.75 : 0.25;
  return { prediction, probabilities: { no: 1 - yes, yes }, output: [1 - yes, yes], micros: { features: 3, model: 5 } };
}

export function fakeEndpoint(options: {
  slug?: string;
  revision?: number;
  routes: [release: number, weight: number][];
  chain?: number[];
  more?: Record<string, unknown>;
}): EndpointFacts {
  const routes = options.routes.map(([release, weight]) => ({ release: testId(release), weight }));
  const chain = (options.chain ?? []).map(testId);
  const slug = options.slug ?? 'shop.churn';
  return {
    id: endpointIdSchema.parse(testId(900)),
    projectId: projectIdSchema.parse(testId(901)),
    slug,
    name: slug,
    revision: options.revision ?? 1,
    config: endpointConfigSchema.parse({ v: 1, routes, chain, ...options.more }),
  };
}
