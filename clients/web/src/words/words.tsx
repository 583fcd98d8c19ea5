/** What the app says, in the language that the person has chosen. */
import { createContext, useContext } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { BryggaError } from 'brygga';
import { en } from './en';
import { formatsOf, type Formats, type Language } from './formats';
import { sv, type Words } from './sv';

export type { Language, Words };

const dictionaries: Record<Language, Words> = { sv, en };

interface Said {
  w: Words;
  f: Formats;
}

export const WordsContext = createContext<Said>({ w: sv, f: formatsOf('sv') });

export const useWords = (): Said => useContext(WordsContext);

export function WordsProvider(props: { language: Language; children: React.ReactNode }): React.JSX.Element {
  const said = { w: dictionaries[props.language], f: formatsOf(props.language) };
  return (
    <WordsContext.Provider value={said}>
      <I18nProvider locale={props.language === 'sv' ? 'sv-SE' : 'en-GB'}>{props.children}</I18nProvider>
    </WordsContext.Provider>
  );
}

/** The error's sentence in this language. */
export function sentenceOf(error: BryggaError, language: Language): string {
  return language === 'sv' ? error.sentenceSv || error.sentence : error.sentence;
}

/** A name that a programme has in both languages. */
export function nameOf(named: { sv: string; en: string } | null | undefined, language: Language): string {
  return named?.[language] ?? '';
}
