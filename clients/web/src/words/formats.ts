/** Dates, times and numbers as people here write them. */

export type Language = 'sv' | 'en';

const locales = { sv: 'sv-SE', en: 'en-GB' } as const;
const minute_ms = 60_000;
const hour_ms = 3_600_000;
const day_ms = 86_400_000;

function once<T>(make: (language: Language) => T): (language: Language) => T {
  const made = new Map<Language, T>();
  return (language) => {
    const known = made.get(language) ?? make(language);
    made.set(language, known);
    return known;
  };
}

/** As a sentence or a heading begins; words here are written with a small letter otherwise. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const format = (options: Intl.DateTimeFormatOptions) =>
  once((language) => new Intl.DateTimeFormat(locales[language], options));

const dayFormat = format({ day: 'numeric', month: 'short', year: 'numeric' });
const weekdayFormat = format({ weekday: 'long', day: 'numeric', month: 'long' });
const shortDayFormat = format({ weekday: 'short', day: 'numeric', month: 'short' });
const timeFormat = format({ hour: '2-digit', minute: '2-digit' });
const numberFormat = once((language) => new Intl.NumberFormat(locales[language]));
const relativeFormat = once((language) => new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' }));
const listFormat = once((language) => new Intl.ListFormat(locales[language], { type: 'conjunction' }));
const languageNames = once((language) => new Intl.DisplayNames(locales[language], { type: 'language' }));

/** What is spoken by those who come, and by interpreters here (ISO 639). */
const SPOKEN =
  'am ar az be bg bn bs ca ckb cs da de el en es et eu fa fi fil fr gu ha he hi hr hu hy id ig is it ja ka kk ku km ko ky lg ln lo lt lv mk mn my ne nl no om pa pl ps pt rn ro ru rw se si sk sl so sq sr sv sw ta te tg th ti tk tl tr ug uk ur uz vi wo yo zh'.split(' ');
const codesByName = once((language) => new Map(SPOKEN.map((code) => [languageNames(language).of(code)?.toLowerCase() ?? code, code])));

/** A day has no zone: it is the same wherever it is read. */
function dayOf(civil: string): Date {
  const [year = 0, month = 1, day = 1] = civil.split('-').map(Number);
  return new Date(year, month - 1, day);
}

export interface Formats {
  language: Language;
  /** "5 okt. 2026" */
  day(civil: string): string;
  /** The same of the day on which it was that time here. */
  dayAt(instant: string): string;
  /** "måndag 5 oktober" */
  weekday(civil: string): string;
  /** "09:30" */
  time(instant: string): string;
  /** "mån 5 okt. 09:30" */
  moment(instant: string): string;
  /** "för 5 minuter sedan" */
  ago(instant: string): string;
  number(value: number): string;
  list(texts: readonly string[]): string;
  /** "3 h 20 min" */
  duration(minutes: number): string;
  /** "somaliska", of a code such as "so"; other words stay as they are. */
  languageName(code: string): string;
  /** "so" and "sv" of "somaliska, svenska" or "so sv"; words that name no language stay as they are. */
  languageCodes(text: string): string[];
}

export function formatsOf(language: Language): Formats {
  const time = (instant: string) => timeFormat(language).format(new Date(instant));
  return {
    language,
    day: (civil) => dayFormat(language).format(dayOf(civil)),
    dayAt: (instant) => dayFormat(language).format(new Date(instant)),
    weekday: (civil) => weekdayFormat(language).format(dayOf(civil)),
    time,
    moment: (instant) => `${shortDayFormat(language).format(new Date(instant))} ${time(instant)}`,
    ago: (instant) => {
      const past_ms = Date.now() - new Date(instant).getTime();
      const say = relativeFormat(language);
      if (past_ms < minute_ms) return say.format(0, 'second');
      if (past_ms < hour_ms) return say.format(-Math.max(0, Math.floor(past_ms / minute_ms)), 'minute');
      if (past_ms < day_ms) return say.format(-Math.floor(past_ms / hour_ms), 'hour');
      return say.format(-Math.floor(past_ms / day_ms), 'day');
    },
    number: (value) => numberFormat(language).format(value),
    list: (texts) => listFormat(language).format(texts),
    duration: (minutes) => {
      const hours = Math.floor(minutes / 60);
      const rest = minutes % 60;
      if (hours === 0) return `${rest} min`;
      return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
    },
    languageName: (code) => {
      try {
        return /^[a-z]{2,3}$/.test(code) ? (languageNames(language).of(code) ?? code) : code;
      } catch {
        return code;
      }
    },
    languageCodes: (text) => {
      const parts = text.split(/[,;\n]+/).map((part) => part.trim()).filter(Boolean);
      const words = parts.flatMap((part) => (/^[a-z]{2,3}(\s+[a-z]{2,3})+$/.test(part) ? part.split(/\s+/) : part));
      return words.map((word) => codesByName(language).get(word.toLowerCase()) ?? word);
    },
  };
}
