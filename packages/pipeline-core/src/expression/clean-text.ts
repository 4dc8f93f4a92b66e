/** True when every surrogate has its partner. */
function isWellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(i + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    i += 1;
  }
  return true;
}

function repairSurrogates(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : character;
  }).join('');
}

/** Text as the language holds it: Unicode scalar values without U+0000 and U+FEFF. */
export function cleanText(text: string): string {
  const whole = isWellFormed(text) ? text : repairSurrogates(text);
  return whole.includes('\u0000') || whole.includes('\ufeff')
    ? whole.split('\u0000').join('').split('\ufeff').join('')
    : whole;
}
