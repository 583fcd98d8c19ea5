/**
 * What a participant reads at a kiosk, in the seven languages of a check-in: few and short sentences.
 * The tongues themselves, with greetings and faces, are those of checkin/tongues.ts.
 */
import { tongues, type Tongue } from '../checkin/tongues';

export interface KioskTongue {
  showBadge: string;
  typeCode: string;
  next: string;
  come: string;
  leave: string;
  howAreYou: string;
  /** It is in the store; that it is sent later is nobody's worry. */
  cameSaved: string;
  leftSaved: string;
  known: string;
  unknown: string;
  wait(seconds: number): string;
  notMe: string;
  locale: string;
}

const byCode: Record<string, KioskTongue> = {
  sv: {
    showBadge: 'Visa din bricka', typeCode: 'eller skriv koden på brickan', next: 'Fortsätt',
    come: 'Jag kommer', leave: 'Jag går', howAreYou: 'Hur mår du?',
    cameSaved: 'Välkommen! Din tid är sparad.', leftSaved: 'Hej då! Din tid är sparad.', known: 'Det är redan sparat.',
    unknown: 'Brickan är inte känd här. Fråga din coach.',
    wait: (seconds) => `För många fel. Vänta ${seconds} sekunder.`,
    notMe: 'Avbryt', locale: 'sv-SE',
  },
  en: {
    showBadge: 'Show your badge', typeCode: 'or type the code on the badge', next: 'Go on',
    come: 'I am arriving', leave: 'I am leaving', howAreYou: 'How are you?',
    cameSaved: 'Welcome! Your time is saved.', leftSaved: 'Goodbye! Your time is saved.', known: 'It is saved already.',
    unknown: 'This badge is not known here. Ask your coach.',
    wait: (seconds) => `Too many mistakes. Wait ${seconds} seconds.`,
    notMe: 'Cancel', locale: 'en-GB',
  },
  ar: {
    showBadge: 'أظهر بطاقتك', typeCode: 'أو اكتب الرمز الموجود على البطاقة', next: 'متابعة',
    come: 'أنا وصلت', leave: 'أنا مغادر', howAreYou: 'كيف حالك؟',
    cameSaved: 'أهلاً وسهلاً! تم حفظ وقتك.', leftSaved: 'مع السلامة! تم حفظ وقتك.', known: 'هذا محفوظ من قبل.',
    unknown: 'هذه البطاقة غير معروفة هنا. اسأل مرشدك.',
    wait: (seconds) => `أخطاء كثيرة. انتظر ${seconds} ثانية.`,
    notMe: 'إلغاء', locale: 'ar-u-nu-latn',
  },
  so: {
    showBadge: 'Tus kaarkaaga', typeCode: 'ama ku qor lambarka kaarka', next: 'Sii wad',
    come: 'Waan imid', leave: 'Waan baxayaa', howAreYou: 'Sidee tahay?',
    cameSaved: 'Soo dhowow! Waqtigaaga waa la keydiyey.', leftSaved: 'Nabad gelyo! Waqtigaaga waa la keydiyey.', known: 'Hore ayaa loo keydiyey.',
    unknown: 'Kaarkan halkan lagama yaqaan. Weydii tababarahaaga.',
    wait: (seconds) => `Khaladaad badan. Sug ${seconds} ilbiriqsi.`,
    notMe: 'Jooji', locale: 'so',
  },
  ti: {
    showBadge: 'ባጅኻ ኣርኢ', typeCode: 'ወይ ኣብ ባጅ ዘሎ ኮድ ጽሓፍ', next: 'ቀጽል',
    come: 'መጺአ', leave: 'ይኸይድ ኣለኹ', howAreYou: 'ከመይ ኣለኻ?',
    cameSaved: 'እንቋዕ ብደሓን መጻእካ! ሰዓትካ ተዓቂቡ።', leftSaved: 'ደሓን ኩን! ሰዓትካ ተዓቂቡ።', known: 'ድሮ ተዓቂቡ እዩ።',
    unknown: 'እዚ ባጅ ኣብዚ ኣይፍለጥን። ንኣሰልጣኒኻ ሕተት።',
    wait: (seconds) => `ብዙሕ ጌጋ። ${seconds} ሰከንድ ተጸበ።`,
    notMe: 'ሰርዝ', locale: 'ti-u-nu-latn',
  },
  fa: {
    showBadge: 'کارت خود را نشان دهید', typeCode: 'یا کد روی کارت را بنویسید', next: 'ادامه',
    come: 'آمدم', leave: 'می‌روم', howAreYou: 'حال شما چطور است؟',
    cameSaved: 'خوش آمدید! وقت شما ذخیره شد.', leftSaved: 'خداحافظ! وقت شما ذخیره شد.', known: 'قبلاً ذخیره شده است.',
    unknown: 'این کارت اینجا شناخته نمی‌شود. از مربی خود بپرسید.',
    wait: (seconds) => `اشتباه زیاد. ${seconds} ثانیه صبر کنید.`,
    notMe: 'لغو', locale: 'fa-u-nu-latn-ca-gregory',
  },
  uk: {
    showBadge: 'Покажіть свою картку', typeCode: 'або введіть код на картці', next: 'Далі',
    come: 'Я прийшов / прийшла', leave: 'Я йду', howAreYou: 'Як ви почуваєтеся?',
    cameSaved: 'Вітаємо! Ваш час збережено.', leftSaved: 'До побачення! Ваш час збережено.', known: 'Це вже збережено.',
    unknown: 'Цю картку тут не знають. Запитайте свого коуча.',
    wait: (seconds) => `Забагато помилок. Зачекайте ${seconds} с.`,
    notMe: 'Скасувати', locale: 'uk-UA',
  },
};

export type AtKiosk = Tongue & KioskTongue;

export const kioskTongues: readonly AtKiosk[] = tongues.flatMap((tongue) => {
  const words = byCode[tongue.code];
  return words ? [{ ...tongue, ...words }] : [];
});
