#include "casework/sentence.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace brygga::casework {

namespace {

using CodeSentence = std::pair<std::string_view, std::string_view>;

// By code, in order of codes.
constexpr std::array sentences = {
    CodeSentence{"already_enrolled", "Enheten hör redan till någon. Varje person har en egen."},
    CodeSentence{"append_once", "Detta skrivs en gång; gör en rättelse som en ny post."},
    CodeSentence{"bad_stamp", "Ändringen bär en tidsstämpel som redan är använd; spara den igen."},
    CodeSentence{"busy", "Det är upptaget just nu. Försök igen om en stund."},
    CodeSentence{"ca_file",
                 "Filen med certifikat går inte att läsa. Ange sökvägen till en PEM-fil."},
    CodeSentence{"clock_ahead", "Enhetens klocka går för fort. Ställ den och försök igen."},
    CodeSentence{"closed_account",
                 "Kontot är stängt på kontoret. Det du sparat finns kvar på enheten."},
    CodeSentence{"copied_store",
                 "Det finns en kopia av enhetens data. Allt du sparat finns kvar; fråga kontoret."},
    CodeSentence{"corrupt", "Filen eller svaret är skadat och har inte använts."},
    CodeSentence{"date_form", "Ett datum skrivs som 2026-10-05."},
    CodeSentence{"date_impossible", "Den dagen finns inte."},
    CodeSentence{"depends_on", "Detta bygger på en tidigare ändring som inte togs emot."},
    CodeSentence{"device_locked", "Enheten är låst; anslut till kontoret igen."},
    CodeSentence{"edit_too_large", "Ändringen är för stor; spara den i flera steg."},
    CodeSentence{"empty_edit", "Ändringen ändrar ingenting."},
    CodeSentence{"erased", "Det som detta gäller har gallrats."},
    CodeSentence{"exchange_under_way", "Förra utbytet med kontoret är inte avslutat."},
    CodeSentence{"expired_code", "Koden har gått ut. Be kontoret om en ny."},
    CodeSentence{"handed_over",
                 "Ärendet ligger nu hos andra. Det du skrev har lämnats till dem som har det."},
    CodeSentence{"identity_number_age", "Personen skulle vara över 130 år gammal."},
    CodeSentence{"identity_number_characters",
                 "Ett personnummer skrivs med siffror och ett - eller + före de fyra sista."},
    CodeSentence{"identity_number_check_digit",
                 "Numret är felskrivet: kontrollsiffran stämmer inte. Skriv av det igen."},
    CodeSentence{"identity_number_date", "Numret har ett födelsedatum som inte finns."},
    CodeSentence{"identity_number_future", "Födelsedatumet ligger i framtiden."},
    CodeSentence{"identity_number_length", "Ett personnummer har tio eller tolv siffror."},
    CodeSentence{"identity_number_not_test", "Ett testnummer har födelsenummer 980 till 999."},
    CodeSentence{"illegal_move",
                 "Det går inte härifrån; se vad posten är nu och gå vidare därifrån."},
    CodeSentence{"insecure_address",
                 "Kontorets adress ska börja med https://, annars kan andra läsa det du skriver."},
    CodeSentence{"inside_callback", "Detta går inte att göra härifrån."},
    CodeSentence{"internal", "Något oväntat gick fel. Det du sparat finns kvar."},
    CodeSentence{"malformed",
                 "Svaret gick inte att förstå. Det du sparat finns kvar; försök igen."},
    CodeSentence{"missing_field", "Fyll i det här."},
    CodeSentence{"month_form", "En månad skrivs som 2026-11."},
    CodeSentence{"no_device", "Enheten är stängd. Öppna den igen."},
    CodeSentence{"no_exchange", "Utbytet med kontoret är redan avslutat."},
    CodeSentence{"no_explanation", "Länets vy är bara antal; ingen person finns bakom den."},
    CodeSentence{"no_http", "Här sköter programmet själv trafiken till kontoret."},
    CodeSentence{"no_place_left", "Alla platser är tagna. Välj en annan."},
    CodeSentence{"no_right", "Ditt konto får inte skriva detta; någon annan måste göra det."},
    CodeSentence{"no_such_account", "Det finns ingen med det id:t som du får bjuda in."},
    CodeSentence{"no_such_device", "Det finns ingen sådan enhet."},
    CodeSentence{"no_such_figure", "Rapporten har inget sådant mått att förklara."},
    CodeSentence{"no_such_group", "Rapporten har ingen sådan grupp."},
    CodeSentence{"no_such_place", "Den som skulle ge en plats finns inte längre. Välj en annan."},
    CodeSentence{"no_such_row", "Posten som detta ändrar finns inte."},
    CodeSentence{"no_such_state", "Det finns inget sådant läge."},
    CodeSentence{"not_a_choice", "Värdet är inte ett av dem som går att välja."},
    CodeSentence{"not_a_query", "Detta är ett kommando, som sparar varje gång. Följ en fråga."},
    CodeSentence{
        "not_an_office",
        "Adressen svarar inte som ett kontor. Se efter att den är rätt och att nätet släpper "
        "igenom."},
    CodeSentence{"not_enrolled", "Enheten hör inte till någon ännu. Anslut den först."},
    CodeSentence{"not_refused", "Kvittot är inte ett avslag."},
    CodeSentence{"not_signed_in",
                 "Ingen är inloggad här, eller så var det länge sedan. Logga in igen."},
    CodeSentence{"not_valid", "Värdet är inte giltigt."},
    CodeSentence{"not_yours",
                 "Det här är för det centrala kontoret, och för chefer i deras egna enheter."},
    CodeSentence{"null", "Något som behövs saknas."},
    CodeSentence{"offline",
                 "Kontoret nås inte just nu. Det du sparat finns kvar och skickas senare."},
    CodeSentence{"open_conflict", "Två versioner väntar på ett beslut; avgör det först."},
    CodeSentence{"out_of_range", "Värdet är utanför vad som går att välja."},
    CodeSentence{"password_long", "Lösenordet är för långt; högst 200 byte."},
    CodeSentence{"password_short",
                 "Ett lösenord har minst 12 tecken; några ord i rad är lätta att minnas."},
    CodeSentence{"required", "Något som behövs saknas."},
    CodeSentence{"revoked_token", "Enheten är avstängd av kontoret."},
    CodeSentence{"row_exists", "Det finns redan en post med detta id."},
    CodeSentence{"sealed", "Posten är signerad och ändras inte längre."},
    CodeSentence{"set_full", "Listan är full; ta bort något först."},
    CodeSentence{"storage", "Det gick inte att spara på enheten."},
    CodeSentence{"storage_full", "Enheten är full. Frigör plats och spara igen."},
    CodeSentence{"sync_under_way",
                 "Överföringen pågår redan. Den skickar det du sparar av sig själv."},
    CodeSentence{"time_form", "En tid skrivs som 2026-10-05T09:30:00+02:00."},
    CodeSentence{"time_range", "Tiden måste ligga i åren 1970 till 9999."},
    CodeSentence{"too_large", "Det är för stort."},
    CodeSentence{"too_many_attempts",
                 "För många felaktiga försök härifrån. Vänta en minut och försök igen."},
    CodeSentence{
        "too_many_copies",
        "Det finns för många kopior av enhetens data. Allt du sparat finns kvar; fråga kontoret."},
    CodeSentence{"too_many_heads", "Fältet har för många oavgjorda värden; avgör dem först."},
    CodeSentence{"too_new", "Enhetens data är gjord av ett nyare program. Uppdatera programmet."},
    CodeSentence{
        "too_old",
        "Detta sparades för så länge sedan att kontoret inte vet om det redan finns. Se efter, "
        "och skicka det igen om det saknas."},
    CodeSentence{
        "unknown_code",
        "Organisationen och koden hör inte ihop. Kontrollera båda, eller be kontoret om en ny "
        "kod."},
    CodeSentence{"unknown_entity", "Det finns ingen sådan sorts post."},
    CodeSentence{"unknown_name", "Det finns inget sådant kommando; commands.list nämner alla."},
    CodeSentence{"unknown_observer", "Det finns ingen sådan bevakning."},
    CodeSentence{"unknown_position",
                 "Kontoret är återställt. Allt du sparat finns kvar; fråga kontoret."},
    CodeSentence{"unknown_token",
                 "Kontoret känner inte igen enheten. Allt du sparat finns kvar; fråga kontoret."},
    CodeSentence{"used_code",
                 "Koden är redan använd. Varje kod gäller för en enhet; be kontoret om en ny."},
    CodeSentence{"value_too_large", "Värdet är för långt."},
    CodeSentence{"wipe_ordered", "Kontoret har bestämt att enheten ska tömmas."},
    CodeSentence{"wiped", "Enheten har tömts på kontorets order."},
    CodeSentence{"written_twice", "Samma fält skrivs två gånger."},
    CodeSentence{"wrong_device", "Nyckeln hör till en annan enhet. Fråga kontoret."},
    CodeSentence{"wrong_password",
                 "Namnet eller lösenordet är fel, eller så har inget lösenord valts än."},
    CodeSentence{"wrong_scope", "Posten kan inte ligga där."},
    CodeSentence{"wrong_type", "Värdet har fel form."},
    CodeSentence{"wrong_write", "Ändringen går inte att göra så."},
};

constexpr bool is_in_order() {
  for (std::size_t i = 1; i < sentences.size(); ++i) {
    if (!(sentences[i - 1].first < sentences[i].first)) return false;
  }
  return true;
}
static_assert(is_in_order());

}  // namespace

std::string swedish_of(std::string_view code) {
  const auto* found = std::lower_bound(
      sentences.begin(), sentences.end(), code,
      [](const CodeSentence& entry, std::string_view wanted) { return entry.first < wanted; });
  const bool is_known = found != sentences.end() && found->first == code;
  return is_known ? std::string(found->second) : std::string();
}

namespace {

// What is written for a log begins small and has no full stop; a name such as device_name stays.
std::string as_sentence(std::string text) {
  if (text.empty()) return text;
  const bool is_name = text.find('_') < text.find(' ');
  if (!is_name && text.front() >= 'a' && text.front() <= 'z') text.front() -= 'a' - 'A';
  if (text.back() != '.' && text.back() != ')') text += '.';
  return text;
}

}  // namespace

Sentence sentence_of(const Error& error) {
  std::string swedish = swedish_of(error.reason);
  if (swedish.empty()) swedish = swedish_of(name_of(error.code));
  std::string english = as_sentence(error.what);
  if (swedish.empty()) swedish = english;
  return {std::move(english), std::move(swedish)};
}

}  // namespace brygga::casework
