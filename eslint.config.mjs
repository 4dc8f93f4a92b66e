import path from 'node:path';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

/**
 * Only what needs types or speaks of our own rules; biome does the rest. Every message names the fix.
 * Conventions: docs/architecture.md.
 */
export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/.next/**',
      '**/dist/**',
      '**/generated/**',
      '**/runtimes/*/kernels/**',
      '**/*.d.ts',
      '**/*.{js,mjs,cjs}',
      '**/test-results/**',
      '**/playwright-report/**',
      '.data/**',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parser: tseslint.parser,
      // Lists instead of the project service: one pass over everything is twice as fast with them.
      parserOptions: {
        project: [
          'apps/*/tsconfig.json',
          'apps/*/e2e*/tsconfig.json',
          'packages/*/tsconfig.json',
          'scripts/tsconfig.json',
        ],
        tsconfigRootDir: path.dirname(fileURLToPath(import.meta.url)),
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only env.ts reads the environment, once: take the setting as an argument, or add it there.',
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportAllDeclaration',
          message: 'Re-export by name (export { a, b } from …), so that a reader finds where a name comes from.',
        },
        {
          selector: 'TSEnumDeclaration',
          message: 'Use a union of string literals, or a zod enum: it needs no runtime object and narrows in a switch.',
        },
      ],
      'max-lines': ['warn', { max: 400 }],
    },
  },
  {
    files: ['**/env.ts', 'scripts/**', 'prisma.config.ts', '**/*.config.ts', 'apps/web/e2e/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // What db offers is listed by room, name by name; this file opens the rooms.
    files: ['packages/db/src/index.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx'],
    rules: { 'max-lines': 'off' },
  },
);
