import { config } from 'zod';

// Runs before any page code. zod compiles checks with `new Function` where it may; the Content-Security-Policy of our pages
// forbids that, and each try would be reported in the browser's console.
config({ jitless: true });
