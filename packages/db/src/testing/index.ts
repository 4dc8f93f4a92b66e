export { makeApiKey, makeProject, makeSource, makeUser } from './factories';
export { createTestDatabase, type TestDatabase } from './test-database';
