/** Where to go after signing in: a path of this server, and home for anything else (another host, a script). */
export function ownPath(asked: string | undefined): string {
  if (asked === undefined || !/^\/(?![/\\])/.test(asked)) return '/';
  const base = 'http://millrace.invalid';
  // Parsed as a browser does it, which drops tabs and line ends and reads backslashes as slashes.
  const url = URL.canParse(asked, base) ? new URL(asked, base) : null;
  return url?.origin === base ? url.pathname + url.search + url.hash : '/';
}
