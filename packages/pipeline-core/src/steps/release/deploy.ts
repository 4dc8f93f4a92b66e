import { z } from 'zod';
import { releaseNameSchema } from '../../release/release-name';
import { defineStep } from '../define-step';
import { param } from '../param';

export const deploy = defineStep({
  type: 'deploy',
  version: 1,
  stage: 'release',
  title: 'Deploy',
  summary: 'Puts a release behind an endpoint, once its gates have passed.',
  doc: `Asks for the same thing as the Deploy button: the gates are checked, the release is loaded everywhere, then the endpoint answers with it. The one before stays loaded and is the first fallback.

**Sandbox** endpoints answer holders of their key and stay out of the figures of the fleet; **direct** moves all traffic at once; **canary** gives the release 1% of a live endpoint's traffic, then more while it does no worse than the one before. Whoever starts the run needs the right to deploy.`,
  synonyms: ['endpoint', 'serve', 'publish', 'production', 'go live', 'api'],
  icon: 'rocket',
  params: z.object({
    endpoint: param(releaseNameSchema.default('model'), {
      title: 'Endpoint',
      description: 'Is made if it is not there.',
      widget: 'endpoint',
    }),
    strategy: param(z.enum(['sandbox', 'direct', 'canary']).default('sandbox'), {
      title: 'How',
      labels: { sandbox: 'Sandbox', direct: 'All traffic at once', canary: 'Canary: a share that grows' },
    }),
  }),
  inputs: { release: { type: 'File', title: 'Release' } },
  outputs: {},
  flags: { effect: true, deterministic: true },
  right: 'deploy',
  needs: 'cpu',
  cost: () => ({ seconds: 0.5, megabytes: 128 }),
  describe: (params) =>
    `${params.endpoint}, ${{ sandbox: 'sandbox', direct: 'all traffic', canary: 'canary' }[params.strategy]}`,
  inferSchema: () => ({ outputs: {}, issues: [] }),
});
