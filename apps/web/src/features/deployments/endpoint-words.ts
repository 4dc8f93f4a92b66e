import { busiest } from '@millrace/pipeline-core/release';

type Answering<R> = {
  endpoint: { config: { routes: readonly { release: string; weight: number }[] } | null };
  releases: readonly R[];
};

type Named = { name: string; sandbox: boolean };

/** The release that takes most of the traffic of an endpoint; undefined before the first. */
export function servedBy<R extends { id: string }>({ endpoint, releases }: Answering<R>): R | undefined {
  const served = endpoint.config === null ? null : busiest(endpoint.config);
  return releases.find(({ id }) => id === served);
}

/** The finding that opens the page. An endpoint and a model often have the same name, so each says what it is. */
export function endpointSentence(
  { name, sandbox }: Named,
  served: { modelName: string; number: number } | undefined,
): string {
  const what = sandbox ? 'The sandbox endpoint' : 'The endpoint';
  return served === undefined
    ? `${what} ${name} does not answer yet.`
    : `${what} ${name} answers with v${served.number} of the model ${served.modelName}.`;
}

/** What becomes of a request made by the test form. */
export function testRequestWords(sandbox: boolean): string {
  const kept = 'Requests of this form are kept with their values and count among the requests of this endpoint';
  return sandbox ? `${kept}; those of a sandbox stay out of the project’s figures.` : `${kept}, as any other.`;
}
