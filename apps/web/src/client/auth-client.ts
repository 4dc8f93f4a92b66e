'use client';
import { createAuthClient } from 'better-auth/react';

/** Sign-in and sign-out against this server. */
export const authClient = createAuthClient();
