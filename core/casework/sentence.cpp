#include "casework/sentence.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace brygga::casework {

namespace {

using Entry = std::pair<std::string_view, std::string_view>;

// By code, in order of codes.
constexpr std::array table = {
    Entry{"already_enrolled", "Enheten hör redan till någon. Varje person har en egen."},
    Entry{"append_once", "Detta skrivs en gång; gör en rättelse som en ny post."},
    Entry{"bad_stamp", "Ändringen bär en tidsstämpel som redan är använd; spara den igen."},
    Entry{"busy", "Det är upptaget just nu. Försök igen om en stund."},
    Entry{"ca_file", "Filen med certifikat går inte att läsa. Ange sökvägen till en PEM-fil."},
    Entry{"clock_ahead", "Enhetens klocka går för fort. Ställ den och försök igen."},
    Entry{"closed_account", "Kontot är stängt på kontoret. Det du sparat finns kvar på enheten."},
    Entry{"copied_store",
          "Det finns en kopia av enhetens data. Allt du sparat finns kvar; fråga kontoret."},
    Entry{"corrupt", "Filen eller svaret är skadat och har inte använts."},
    Entry{"date_form", "Ett datum skrivs som 2026-10-05."},
    Entry{"date_impossible", "Den dagen finns inte."},
    Entry{"depends_on", "Detta bygger på en tidigare ändring som inte togs emot."},
    Entry{"device_locked", "Enheten är låst; anslut till kontoret igen."},
    Entry{"edit_too_large", "Ändringen är för stor; spara den i flera steg."},
    Entry{"empty_edit", "Ändringen ändrar ingenting."},
    Entry{"erased", "Det som detta gäller har gallrats."},
    Entry{"exchange_under_way", "Förra utbytet med kontoret är inte avslutat."},
    Entry{"expired_code", "Koden har gått ut. Be kontoret om en ny."},
    Entry{"handed_over",
          "Ärendet ligger nu hos andra. Det du skrev har lämnats till dem som har det."},
    Entry{"identity_number_age", "Personen skulle vara över 130 år gammal."},
    Entry{"identity_number_characters",
          "Ett personnummer skrivs med siffror och ett - eller + före de fyra sista."},
    Entry{"identity_number_check_digit",
          "Numret är felskrivet: kontrollsiffran stämmer inte. Skriv av det igen."},
    Entry{"identity_number_date", "Numret har ett födelsedatum som inte finns."},
    Entry{"identity_number_future", "Födelsedatumet ligger i framtiden."},
    Entry{"identity_number_length", "Ett personnummer har tio eller tolv siffror."},
    Entry{"identity_number_not_test", "Ett testnummer har födelsenummer 980 till 999."},
    Entry{"illegal_move", "Det går inte härifrån; se vad posten är nu och gå vidare därifrån."},
    Entry{"insecure_address",
          "Kontorets adress ska börja med https://, annars kan andra läsa det du skriver."},
    Entry{"inside_callback", "Detta går inte att göra härifrån."},
    Entry{"internal", "Något oväntat gick fel. Det du sparat finns kvar."},
    Entry{"malformed", "Svaret gick inte att förstå. Det du sparat finns kvar; försök igen."},
    Entry{"no_device", "Enheten är stängd. Öppna den igen."},
    Entry{"no_exchange", "Utbytet med kontoret är redan avslutat."},
    Entry{"no_explanation", "Länets vy är bara antal; ingen person finns bakom den."},
    Entry{"no_http", "Här sköter programmet själv trafiken till kontoret."},
    Entry{"no_place_left", "Alla platser är tagna. Välj en annan."},
    Entry{"no_right", "Ditt konto får inte skriva detta; någon annan måste göra det."},
    Entry{"no_such_figure", "Rapporten har inget sådant mått att förklara."},
    Entry{"no_such_group", "Rapporten har ingen sådan grupp."},
    Entry{"no_such_place", "Den som skulle ge en plats finns inte längre. Välj en annan."},
    Entry{"no_such_row", "Posten som detta ändrar finns inte."},
    Entry{"no_such_state", "Det finns inget sådant läge."},
    Entry{"not_a_choice", "Värdet är inte ett av dem som går att välja."},
    Entry{"not_a_query", "Detta är ett kommando, som sparar varje gång. Följ en fråga."},
    Entry{"not_an_office",
          "Adressen svarar inte som ett kontor. Se efter att den är rätt och att nätet släpper "
          "igenom."},
    Entry{"not_enrolled", "Enheten hör inte till någon ännu. Anslut den först."},
    Entry{"not_refused", "Kvittot är inte ett avslag."},
    Entry{"not_valid", "Värdet är inte giltigt."},
    Entry{"null", "Något som behövs saknas."},
    Entry{"offline", "Kontoret nås inte just nu. Det du sparat finns kvar och skickas senare."},
    Entry{"open_conflict", "Två versioner väntar på ett beslut; avgör det först."},
    Entry{"required", "Något som behövs saknas."},
    Entry{"revoked_token", "Enheten är avstängd av kontoret."},
    Entry{"row_exists", "Det finns redan en post med detta id."},
    Entry{"sealed", "Posten är signerad och ändras inte längre."},
    Entry{"set_full", "Listan är full; ta bort något först."},
    Entry{"storage", "Det gick inte att spara på enheten."},
    Entry{"storage_full", "Enheten är full. Frigör plats och spara igen."},
    Entry{"sync_under_way", "Överföringen pågår redan. Den skickar det du sparar av sig själv."},
    Entry{"time_form", "En tid skrivs som 2026-10-05T09:30:00+02:00."},
    Entry{"time_range", "Tiden måste ligga i åren 1970 till 9999."},
    Entry{"too_large", "Det är för stort."},
    Entry{"too_many_attempts",
          "För många felaktiga koder härifrån. Vänta en minut och försök igen."},
    Entry{
        "too_many_copies",
        "Det finns för många kopior av enhetens data. Allt du sparat finns kvar; fråga kontoret."},
    Entry{"too_many_heads", "Fältet har för många oavgjorda värden; avgör dem först."},
    Entry{"too_new", "Enhetens data är gjord av ett nyare program. Uppdatera programmet."},
    Entry{"too_old",
          "Detta sparades för så länge sedan att kontoret inte vet om det redan finns. Se efter, "
          "och skicka det igen om det saknas."},
    Entry{"unknown_code",
          "Organisationen och koden hör inte ihop. Kontrollera båda, eller be kontoret om en ny "
          "kod."},
    Entry{"unknown_entity", "Det finns ingen sådan sorts post."},
    Entry{"unknown_name", "Det finns inget sådant kommando; commands.list nämner alla."},
    Entry{"unknown_observer", "Det finns ingen sådan bevakning."},
    Entry{"unknown_position", "Kontoret är återställt. Allt du sparat finns kvar; fråga kontoret."},
    Entry{"unknown_token",
          "Kontoret känner inte igen enheten. Allt du sparat finns kvar; fråga kontoret."},
    Entry{"used_code",
          "Koden är redan använd. Varje kod gäller för en enhet; be kontoret om en ny."},
    Entry{"value_too_large", "Värdet är för långt."},
    Entry{"written_twice", "Samma fält skrivs två gånger."},
    Entry{"wrong_device", "Nyckeln hör till en annan enhet. Fråga kontoret."},
    Entry{"wrong_scope", "Posten kan inte ligga där."},
    Entry{"wrong_type", "Värdet har fel form."},
    Entry{"wrong_write", "Ändringen går inte att göra så."},
};

constexpr bool is_in_order() {
  for (std::size_t i = 1; i < table.size(); ++i) {
    if (!(table[i - 1].first < table[i].first)) return false;
  }
  return true;
}
static_assert(is_in_order());

}  // namespace

std::string swedish_of(std::string_view code) {
  const auto* found = std::lower_bound(
      table.begin(), table.end(), code,
      [](const Entry& entry, std::string_view wanted) { return entry.first < wanted; });
  const bool is_known = found != table.end() && found->first == code;
  return is_known ? std::string(found->second) : std::string();
}

Sentence sentence_of(const Error& error) {
  std::string swedish = swedish_of(error.reason);
  if (swedish.empty()) swedish = swedish_of(name_of(error.code));
  if (swedish.empty()) swedish = error.what;
  return {error.what, std::move(swedish)};
}

}  // namespace brygga::casework
