import { z } from 'zod';
import { authClient } from '../../client/auth-client';

const answerSchema = z.union([z.object({ project: z.string() }), z.object({ message: z.string() })]);

const noAnswer = 'Millrace did not answer. Check that it is running, then try again.';

/** Sends the form of a set-up link or an invitation: the project it opens, or why not. Never throws. */
export async function postForm(
  address: '/api/setup' | '/api/invitation',
  values: Record<string, unknown>,
): Promise<z.output<typeof answerSchema>> {
  try {
    const response = await fetch(address, { method: 'POST', body: JSON.stringify(values) });
    return answerSchema.parse(await response.json());
  } catch {
    // No connection, or a proxy's page instead of an answer: for the person it is the same.
    return { message: noAnswer };
  }
}

/** Signs in; the error is a sentence for the person. Never throws. */
export async function signIn(credentials: { email: string; password: string }): Promise<{ error: string | null }> {
  try {
    const { error } = await authClient.signIn.email(credentials);
    if (error === null) return { error: null };
    if (error.status === 401) return { error: 'E-mail and password do not belong together.' };
    if (error.status === 429) return { error: 'Too many tries. Wait a minute, then try again.' };
    return { error: error.message ?? noAnswer };
  } catch {
    return { error: noAnswer };
  }
}

/** Signs out; the error is a sentence for the person, who is still signed in. Never throws. */
export async function signOut(): Promise<{ error: string | null }> {
  try {
    const { error } = await authClient.signOut();
    if (error === null) return { error: null };
    return { error: `You are still signed in: ${error.message || `the server answered ${error.status}`}. Try again.` };
  } catch {
    return { error: `You are still signed in. ${noAnswer}` };
  }
}
