export { createDatabase, type Database, type Db, type TransactionOptions } from './client';
export * from './rooms/data';
export * from './rooms/people';
export * from './rooms/release';
export * from './rooms/runs';
export * from './rooms/tracking';
