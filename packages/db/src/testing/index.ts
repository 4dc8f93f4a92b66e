export { makeProject, makeUser } from './factories';
export { createTestDatabase, type TestDatabase } from './test-database';
