import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** For every answer; pages get a Content-Security-Policy beside them (src/proxy.ts). */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  // Set-up links and invitations are addresses: other sites must not learn them.
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()' },
];

const config: NextConfig = {
  // The workspace packages are consumed as TypeScript source.
  transpilePackages: ['@millrace/pipeline-core', '@millrace/db'],
  // Native or self-configuring packages must be required at run time, not bundled.
  serverExternalPackages: ['pg', '@prisma/client', '@prisma/adapter-pg'],
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  // `npm test` checks them, the types of the routes included; whoever starts the product need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // What the bundler keeps for the next build is a tenth of the work, and a fresh checkout that is tested once has no next one.
  experimental: { turbopackFileSystemCacheForBuild: process.env.CI === undefined },
  reactStrictMode: true,
  poweredByHeader: false,
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
};

export default config;
