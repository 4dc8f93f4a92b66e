import type { SettingValue } from '../search/space';
import { findContract } from './catalog';

type Words = { title?: string; description?: string; labels?: Readonly<Record<string, string>> };

/** What the form calls a setting of a step type: "Most leaves" for `maxLeaves`; the name itself where it is not known. */
export function settingTitle(type: string, name: string): string {
  return wordsOf(type, name).title ?? name;
}

/**
 * Settings as their form calls them: "learning rate 0.1, most leaves 31". Values of a choice have its words; 0 reads as what
 * the form says it means, as "no limit". Numbers have four digits, which tells trials apart.
 */
export function settingsInWords(type: string, params: Readonly<Record<string, SettingValue>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${lowerFirst(settingTitle(type, name))} ${valueInWords(wordsOf(type, name), value)}`)
    .join(', ');
}

/** The value of one setting as its form says it: "Automatic" for `auto`. */
export function settingInWords(type: string, name: string, value: SettingValue): string {
  return wordsOf(type, name).labels?.[String(value)] ?? valueInWords(wordsOf(type, name), value);
}

function valueInWords({ description = '', labels = {} }: Words, value: SettingValue): string {
  if (value === 0) return zeroInWords(/(?:^|[.;] )0(?::| means) ([^.;]+)/i.exec(description)?.[1] ?? '0');
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  return labels[String(value)]?.toLowerCase() ?? String(value);
}

/** What 0 means, where that is short; how something is chosen is told in the form. */
function zeroInWords(meaning: string): string {
  if (meaning.length <= 20) return meaning;
  return meaning.startsWith('chosen') ? 'chosen' : '0';
}

function wordsOf(type: string, name: string): Words {
  const shape: Readonly<Record<string, { meta(): object | undefined } | undefined>> =
    findContract(type)?.params.shape ?? {};
  return shape[name]?.meta() ?? {};
}

/** "Learning rate" within a sentence; what begins with a short form ("L2") stays. */
export function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
