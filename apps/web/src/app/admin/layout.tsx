import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { AdminFrame } from '../../features/admin/AdminFrame';
import { callerFromSession } from '../../server/auth/caller';

export const dynamic = 'force-dynamic';

/** Only the owner of the installation gets in; the procedures check it again. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const caller = await callerFromSession(await headers());
  if (caller.kind !== 'person') redirect('/sign-in');
  if (!caller.installationAdmin) redirect('/');
  return <AdminFrame>{children}</AdminFrame>;
}
