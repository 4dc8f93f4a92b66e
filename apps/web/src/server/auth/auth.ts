import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { nextCookies } from 'better-auth/next-js';
import { admin, organization } from 'better-auth/plugins';
import { environment } from '../../env';
import { database } from '../database';

const sevenDays = 60 * 60 * 24 * 7;

function makeAuth() {
  const { BETTER_AUTH_SECRET, publicUrl } = environment();
  return betterAuth({
    database: prismaAdapter(database().prisma, { provider: 'postgresql' }),
    secret: BETTER_AUTH_SECRET,
    baseURL: publicUrl,
    trustedOrigins: [publicUrl, publicUrl.replace('127.0.0.1', 'localhost')],
    telemetry: { enabled: false },
    // Nobody signs up alone: the first account comes from the one-time link, every other from an invitation.
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: sevenDays, updateAge: 60 * 60 * 24 },
    advanced: { database: { generateId: () => crypto.randomUUID() }, cookiePrefix: 'millrace' },
    plugins: [admin(), organization({ allowUserToCreateOrganization: false }), nextCookies()],
  });
}

export type Auth = ReturnType<typeof makeAuth>;

const holder = globalThis as typeof globalThis & { millraceAuth?: Auth };

/** The authentication service of this process. */
export function auth(): Auth {
  holder.millraceAuth ??= makeAuth();
  return holder.millraceAuth;
}
