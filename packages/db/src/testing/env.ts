/** Address of a server where tests may make and drop databases; `npm test` starts one and sets it. */
export function testDatabaseUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (url === undefined || url === '') {
    throw new Error(
      'TEST_DATABASE_URL is not set. Run the tests with `npm test`, or set it to a Postgres 15+ server where databases may be created.',
    );
  }
  return url;
}

/** The environment of this process with the test server as its database, for programs that tests start. */
export function testProgramEnvironment(): Record<string, string | undefined> {
  return { ...process.env, DATABASE_URL: testDatabaseUrl() };
}
