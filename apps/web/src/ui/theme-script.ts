/** Where the theme preference is kept; the same name is used for the cookie and for local storage. */
export const themeStorageKey = 'millrace-theme';

export type ThemePreference = 'system' | 'light' | 'dark';
export type ResolvedTheme = 'light' | 'dark';

/**
 * Runs before the first paint, so that the page never flashes in the wrong theme. Order: `?theme=` (for screenshots and
 * printing, not remembered), local storage, cookie, the system's setting.
 */
export const themeScript = `(function(){var d=document.documentElement,p=null;try{
p=new URLSearchParams(location.search).get('theme')||localStorage.getItem('${themeStorageKey}');}catch(e){p=null}
if(!p){var m=document.cookie.match(/(?:^|; )${themeStorageKey}=(light|dark|system)/);p=m?m[1]:'system'}
d.dataset.theme=p==='light'||p==='dark'?p:matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';
})();`;
