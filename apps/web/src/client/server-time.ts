'use client';
import { useEffect, useState } from 'react';
import { createServerClock } from '../lib/server-clock';

const clock = createServerClock();

/** Now by the clock of the server, in milliseconds since 1970: what is compared with its times must not go by the browser's. */
export function serverNow(): number {
  return Date.now() + clock.ahead();
}

/** Fetch, which also hears from each answer what time it is at the server. `init` is that of fetch. */
export async function fetchWithTime(url: URL | RequestInfo, init?: object): Promise<Response> {
  const askedAt = Date.now();
  // tRPC's own type of it differs in what may be undefined only.
  const response = await fetch(url, init as RequestInit | undefined);
  clock.hear({ date: response.headers.get('date'), askedAt, answeredAt: Date.now() });
  return response;
}

/** `serverNow`, told anew every second while it is `ticking`. */
export function useServerNow(ticking: boolean): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (!ticking) return undefined;
    setNow(serverNow());
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
