import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { environment } from './support/env';
import { resultsFolder } from './support/folders';

const firstRun = 'first-run.spec.ts';
const minutes = 'rollout.spec.ts';
const { baseUrl, chromiumPath, reportFile } = environment;

/**
 * One product, three files at a time, the tests of a file one after the other: what a test leaves is what the next one of its
 * file finds. Files that run at once keep to projects of their own, or to what no other file counts. Three also where there
 * are two cores: a test waits for steps that run and for the clock more than it computes. One that waits for whole minutes
 * computes nothing meanwhile, and runs beside those three.
 */
export default defineConfig({
  testDir: '.',
  outputDir: path.join(resultsFolder, 'browser'),
  workers: 4,
  fullyParallel: false,
  // A race that a busy machine lost once does not fail the run; it is named in the closing lines.
  retries: 1,
  forbidOnly: true,
  // The one-time link works once: its test comes before those that need an account. What waits for whole minutes comes next,
  // while others compute: at the end everything would wait for it.
  projects: [
    { name: 'first', testMatch: firstRun },
    { name: 'minutes', testMatch: minutes, dependencies: ['first'] },
    { name: 'others', testIgnore: [firstRun, minutes], dependencies: ['first'], workers: 3 },
  ],
  reporter: [
    ['list'],
    ['./support/flaky-reporter.ts'],
    ...(reportFile === undefined ? [] : [['json', { outputFile: reportFile }] as const]),
  ],
  timeout: 240_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: baseUrl,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
    // What moves is painted again and again, and is not clicked before it stands still.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
    launchOptions: {
      ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
      // A root user (a container) has no sandbox, and its shared memory is small.
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    },
  },
});
