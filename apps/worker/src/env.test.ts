import { expect, it } from 'vitest';
import { readEnvironment } from './env';

const needed = { DATABASE_URL: 'postgres://h/d', INTERNAL_TOKEN: 'a token of sixteen or more' };

it('takes no API key for the key of the installation', () => {
  const read = () => readEnvironment({ ...needed, MILLRACE_KEY: `mr_${'q'.repeat(43)}` });
  expect(read).toThrow(/MILLRACE_KEY: .*MILLRACE_API_KEY/);
  expect(readEnvironment({ ...needed, MILLRACE_KEY: 'q'.repeat(43) }).MILLRACE_KEY).toHaveLength(43);
});
