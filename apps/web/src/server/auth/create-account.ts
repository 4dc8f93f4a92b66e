import { userIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { Refusal } from '../errors';
import { auth } from './auth';

export const newAccountSchema = z.object({
  name: z.string().trim().min(1, 'Tell us what to call you.').max(80),
  email: z.email('This is not an e-mail address.').transform((email) => email.toLowerCase()),
  password: z.string().min(10, 'Use at least 10 characters.').max(128),
});
export type NewAccount = z.output<typeof newAccountSchema>;

/** Makes an account. Called only behind a set-up link or an invitation; sign-up over HTTP is switched off. */
export async function createAccount(account: NewAccount, o: { installationAdmin: boolean }) {
  try {
    const { user } = await auth().api.createUser({
      body: { ...account, role: o.installationAdmin ? 'admin' : 'user' },
    });
    return { id: userIdSchema.parse(user.id), name: user.name, email: user.email };
  } catch (error) {
    const status = (error as { statusCode?: number }).statusCode; // better-auth's APIError
    if (status !== undefined && status < 500) {
      throw new Refusal(
        'conflict',
        `An account for ${account.email} cannot be made: ${(error as Error).message}`,
        'If the address is yours, sign in and open the link again. Otherwise use another one.',
      );
    }
    throw error;
  }
}
