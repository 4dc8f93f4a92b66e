import { parseReleaseReference } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { exportCommand } from './export-command';

it('names the release as the command reads it', () => {
  const command = exportCommand({ model: 'churn', number: 7, project: 'shop', lookups: false });
  expect(command).toBe('npm run millrace -- export churn@7 --project shop');
  expect(parseReleaseReference(command.split(' ')[5] ?? '')).toEqual({ model: 'churn', number: 7 });
});

it('keeps a name of any signs one word of a shell, and says that callers send features', () => {
  expect(exportCommand({ model: "Ann's model", number: 1, project: 'shop', lookups: true })).toBe(
    "npm run millrace -- export 'Ann'\\''s model@1' --project shop --features-from-caller",
  );
});
