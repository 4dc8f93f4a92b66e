/** The test database server, from the environment of the test run. */
export function testDatabaseUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests with npm test');
  return url;
}

/** Whether tests whose sizes the suite cuts down run at full size: `npm test -- --long`. */
export const longTests = process.env.LONG_TESTS === '1';

/** A Python that has moto, where one is named. */
export const motoPython = process.env.MOTO_PYTHON;

/** Where programs are, for tests that look for an interpreter as the worker does. */
export const searchPath = process.env.PATH ?? '';

/** A Python that has pandas, pyarrow, nbclient and ipykernel, where one is named. */
export const notebookPython = process.env.NOTEBOOK_PYTHON;

/** A Python that has pandas, pyarrow and scikit-learn, where one is named. */
export const scikitPython = process.env.SCIKIT_PYTHON;
