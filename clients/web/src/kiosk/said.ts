/** The kiosk's words for its staff. */
import { kioskEn } from '../words/kioskEn';
import { kioskSv, type KioskWords } from '../words/kioskSv';
import type { Formats } from '../words/formats';
import { useWords, type Words } from '../words/words';

const dictionaries = { sv: kioskSv, en: kioskEn };

export function useKiosk(): { k: KioskWords; w: Words; f: Formats } {
  const { w, f } = useWords();
  return { k: dictionaries[f.language], w, f };
}
