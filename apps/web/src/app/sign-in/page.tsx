import { AccountCard } from '../../features/account/AccountCard';
import { ownPath } from '../../features/account/own-path';
import { SignInForm } from '../../features/account/SignInForm';
import { hasAnyAccount } from '../../server/auth/has-any-account';

export const metadata = { title: 'Sign in' };

export default async function SignInPage(props: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await props.searchParams;
  if (!(await hasAnyAccount())) {
    return (
      <AccountCard title="No account yet" lead="This installation is new: nobody can sign in before its first account.">
        <p>
          Open the link that the terminal printed when Millrace started; it makes the first account. It works for 24
          hours: start Millrace again for a new one.
        </p>
      </AccountCard>
    );
  }
  return (
    <AccountCard title="Sign in" lead="Accounts come by invitation: ask an admin of your project for a link.">
      <SignInForm next={ownPath(typeof next === 'string' ? next : undefined)} />
    </AccountCard>
  );
}
