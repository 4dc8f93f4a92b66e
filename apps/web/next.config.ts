import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const config: NextConfig = {
  // The workspace packages are consumed as TypeScript source.
  transpilePackages: ['@millrace/pipeline-core', '@millrace/db'],
  // Native or self-configuring packages must be required at run time, not bundled.
  serverExternalPackages: ['pg', '@prisma/client', '@prisma/adapter-pg', 'bullmq'],
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  reactStrictMode: true,
  poweredByHeader: false,
};

export default config;
