/** Shares, months and durations of reports, as people here write them. */
import type { Answer } from '../door/door';
import type { Language } from '../words/formats';

export type Share = { count: number; of: number; per_mille: number };
export type Figures = Answer<'report.show'>['figures'];

const locales = { sv: 'sv-SE', en: 'en-GB' } as const;

/** "60,0 %" */
export const percent = (perMille: number, language: Language): string =>
  new Intl.NumberFormat(locales[language], { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(perMille / 1000);

/** "20,5" */
export const tenths = (value: number, language: Language): string =>
  new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 }).format(value / 10);

/** "december 2026", of "2026-12" */
export const monthName = (month: string, language: Language, form: 'long' | 'short' = 'long'): string =>
  new Intl.DateTimeFormat(locales[language], { month: form, year: form === 'long' ? 'numeric' : '2-digit' }).format(
    new Date(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1, 1),
  );

const officeDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' });

/** This month where the office is, such as "2026-11": a month is over when it is over there, wherever the browser is. */
export const thisMonth = (): string => officeDay.format(new Date()).slice(0, 7);
