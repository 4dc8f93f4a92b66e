import { z } from 'zod';
import type { Db } from './client';
import { Prisma } from './generated/client';
import { sqlStatesOf } from './protocol/sql-states';
import { storableJson } from './protocol/storable-json';

export const sql = Prisma.sql;

/** Runs SQL and parses each row. Casts belong into the SQL: counts as `::int`, JSON parameters as `::jsonb`. */
export async function queryRows<S extends z.ZodType>(db: Db, row: S, query: Prisma.Sql): Promise<z.output<S>[]> {
  return z.array(row).parse(await db.prisma.$queryRaw(query));
}

/** The first row, or null. */
export async function queryRow<S extends z.ZodType>(db: Db, row: S, query: Prisma.Sql): Promise<z.output<S> | null> {
  const rows = await queryRows(db, row, query);
  return rows[0] ?? null;
}

/** A value as Prisma takes it for a JSON column: without `undefined`, which JSON does not have, and storable. */
export function toJson(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(toJsonText(value)) as Prisma.InputJsonValue; // what JSON.parse gives is JSON
}

/** JSON text for a `::jsonb` parameter, without the characters that Postgres refuses. */
export function toJsonText(value: unknown): string {
  return storableJson(JSON.stringify(value));
}

/** For nullable JSON columns: absence is the database's NULL, never a JSON null. */
export function toNullableJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === undefined || value === null ? Prisma.DbNull : toJson(value);
}

/** True for a broken unique constraint (Prisma's P2002). */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** A lock that could not be had in time (55P03), or that others waited for in a circle (40P01); the words depend on the server. */
export function isLockTrouble(error: unknown): boolean {
  return sqlStatesOf(error).some((state) => state === '55P03' || state === '40P01');
}
