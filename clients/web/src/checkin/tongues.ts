/**
 * What the participant reads, in the participant's own language: few and short sentences, since many
 * are new to Swedish and some are not used to reading.
 */

export interface Tongue {
  /** As its speakers call it. */
  name: string;
  code: string;
  dir: 'ltr' | 'rtl';
  hello(name: string): string;
  howWasIt: string;
  moods: readonly [string, string, string, string, string];
  sign: string;
  clear: string;
  done: string;
}

export const tongues: readonly Tongue[] = [
  {
    name: 'Svenska', code: 'sv', dir: 'ltr',
    hello: (name) => `Hej ${name}!`,
    howWasIt: 'Hur var det idag?',
    moods: ['Mycket dåligt', 'Dåligt', 'Okej', 'Bra', 'Mycket bra'],
    sign: 'Skriv ditt namn med fingret', clear: 'Sudda', done: 'Klar',
  },
  {
    name: 'English', code: 'en', dir: 'ltr',
    hello: (name) => `Hello ${name}!`,
    howWasIt: 'How was it today?',
    moods: ['Very bad', 'Bad', 'Okay', 'Good', 'Very good'],
    sign: 'Write your name with your finger', clear: 'Erase', done: 'Done',
  },
  {
    name: 'العربية', code: 'ar', dir: 'rtl',
    hello: (name) => `مرحباً ${name}!`,
    howWasIt: 'كيف كان يومك؟',
    moods: ['سيئ جداً', 'سيئ', 'لا بأس', 'جيد', 'جيد جداً'],
    sign: 'اكتب اسمك بإصبعك', clear: 'امسح', done: 'تم',
  },
  {
    name: 'Soomaali', code: 'so', dir: 'ltr',
    hello: (name) => `Salaan ${name}!`,
    howWasIt: 'Sidee buu ahaa maanta?',
    moods: ['Aad u xun', 'Xun', 'Caadi', 'Fiican', 'Aad u fiican'],
    sign: 'Magacaaga ku qor fartaada', clear: 'Tirtir', done: 'Dhammaad',
  },
  {
    name: 'ትግርኛ', code: 'ti', dir: 'ltr',
    hello: (name) => `ሰላም ${name}!`,
    howWasIt: 'ሎሚ ከመይ ነይሩ?',
    moods: ['ብጣዕሚ ሕማቕ', 'ሕማቕ', 'ደሓን', 'ጽቡቕ', 'ብጣዕሚ ጽቡቕ'],
    sign: 'ስምካ ብኣጻብዕትኻ ጽሓፍ', clear: 'ደምስስ', done: 'ተወዲኡ',
  },
  {
    name: 'دری / فارسی', code: 'fa', dir: 'rtl',
    hello: (name) => `سلام ${name}!`,
    howWasIt: 'امروز چطور بود؟',
    moods: ['خیلی بد', 'بد', 'معمولی', 'خوب', 'خیلی خوب'],
    sign: 'نام خود را با انگشت بنویسید', clear: 'پاک کردن', done: 'تمام',
  },
  {
    name: 'Українська', code: 'uk', dir: 'ltr',
    hello: (name) => `Вітаємо, ${name}!`,
    howWasIt: 'Як було сьогодні?',
    moods: ['Дуже погано', 'Погано', 'Нормально', 'Добре', 'Дуже добре'],
    sign: 'Напишіть своє ім’я пальцем', clear: 'Стерти', done: 'Готово',
  },
];

/** The tongue to begin with: one that the person speaks, rather another than Swedish. */
export function tongueOf(codes: readonly (string | null)[]): Tongue {
  const known = codes.map((code) => (code === 'prs' ? 'fa' : code));
  const spoken = tongues.filter((one) => known.includes(one.code));
  return spoken.find((one) => one.code !== 'sv') ?? (tongues[0] as Tongue);
}
