#include "casework/synthetic/note_patterns.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "casework/synthetic/phrases.hpp"

namespace brygga::casework {

namespace {

using enum NoteTheme;

// Patterns of a theme stand together.
constexpr NotePattern all_patterns[] = {
    {intake, "Första mötet med {namn}. Vi gick igenom vad programmet innebär och vad vi kan göra."},
    {intake, "{namn} kom till inskrivningssamtal på {plats}. Vi tog god tid på oss."},
    {intake, "Inskrivning gjord. {namn} vill helst arbeta som {yrke}."},
    {intake, "Träffade {namn} tillsammans med remittenten. Alla är överens om upplägget."},
    {intake, "{namn} har väntat på det här och är angelägen om att komma igång."},
    {intake, "Informerade om samtycke och sekretess. {namn} fick med sig papper hem."},

    {mapping, "Kartläggning: {namn} har tidigare arbetat som {yrke} i flera år."},
    {mapping, "Vi gick igenom tidigare arbeten. {namn} är van vid att {uppgift}."},
    {mapping, "{namn} berättade om sin skolgång och vilka ämnen som kändes lätta."},
    {mapping,
     "Gjorde en lista över styrkor. {namn} har svårt att se sina egna, men listan blev lång."},
    {mapping, "Intresset ligger åt {yrke}. Vi tittade på vad som krävs och vilka vägar som finns."},
    {mapping, "{namn} saknar längre arbetslivserfarenhet men har god vana att {uppgift}."},
    {mapping, "Digital vana är begränsad. Vi övade på att logga in och skicka e-post."},

    {language, "Svenskan går framåt. {namn} vågar prata mer än för en månad sedan."},
    {language, "{namn} läser sfi på förmiddagarna och vill öva mer på att prata."},
    {language, "Samtalet gick helt på svenska den här gången."},
    {language, "Vi övade ord som behövs för att {uppgift}."},
    {language, "Tolken uteblev. Vi klarade det viktigaste ändå och bokade en ny tid."},
    {language, "{namn} skriver bättre än tidigare och fyllde i blanketten på egen hand."},

    {health, "{namn} har haft ont den senaste veckan och orkar kortare pass."},
    {health, "Läkarbesöket är bokat. Vi tar det lugnt med nya aktiviteter så länge."},
    {health, "Sömnen är bättre och {namn} känner sig piggare på morgnarna."},
    {health, "Vi pratade om vad som ger energi. Promenader på {plats} fungerar bra."},
    {health, "{namn} vill själv berätta för handledaren om sina behov, med mig som stöd."},
    {health, "Efter sjukskrivningen börjar vi om på en fjärdedel och ökar försiktigt."},

    {placement, "Uppföljning av praktiken hos {arbetsgivare}. Handledaren är nöjd."},
    {placement, "{namn} trivs hos {arbetsgivare} och får nu även {uppgift}."},
    {placement, "Besök på arbetsplatsen. {namn} visade runt och presenterade kollegorna."},
    {placement, "Handledaren hos {arbetsgivare} vill se {namn} ta fler egna initiativ."},
    {placement, "Trepartssamtal hos {arbetsgivare}. Tiderna ändras från nästa vecka."},
    {placement, "Praktiken hos {arbetsgivare} förlängs. Målet är fortfarande anställning."},
    {placement,
     "{namn} tyckte att det var för stressigt. Vi kom överens om att börja med {uppgift}."},
    {placement, "Provade resvägen till {arbetsgivare} tillsammans. Det tog trettio minuter."},

    {job_search, "Vi skrev klart cv och personligt brev för tjänsten som {yrke}."},
    {job_search, "{namn} har sökt fyra jobb sedan sist, bland annat som {yrke}."},
    {job_search, "Övade anställningsintervju. {namn} beskriver sina styrkor tydligare nu."},
    {job_search, "Ringde {arbetsgivare} tillsammans. De vill träffa {namn} på {dag}."},
    {job_search, "{namn} gick på intervju på {dag} och fick ett gott bemötande."},
    {job_search, "Tyvärr nej efter intervjun. Vi gick igenom vad som kan bli bättre."},
    {job_search, "Rekryteringsträff på {plats}. {namn} pratade själv med två arbetsgivare."},

    {absence, "{namn} kom inte till mötet och svarade inte i telefon. Skickade sms."},
    {absence, "Ringde {namn} efter frånvaron. Barnet har varit sjukt."},
    {absence, "{namn} meddelade i god tid att hen inte kunde komma på {dag}."},
    {absence, "Tredje frånvaron i rad. Vi behöver prata om vad som gör det svårt."},
    {absence, "Frånvaron beror på bussen. Vi flyttar starten en timme."},
    {absence, "{namn} är tillbaka efter två veckors frånvaro och vill fortsätta."},

    {studies, "{namn} har sökt till komvux med start i höst."},
    {studies, "Träff med studie- och yrkesvägledare. Målet är att bli {yrke}."},
    {studies, "Betygen är inskickade för validering. Svar väntas om några veckor."},
    {studies, "{namn} klarade delkursen och är stolt över det."},
    {studies, "Studierna går trögt. Vi ordnade läxhjälp på {plats} en gång i veckan."},
    {studies, "Antagningsbeskedet kom. {namn} börjar på {dag}."},

    {family, "Barnen har fått plats på förskola, så {namn} kan nu ha fler timmar."},
    {family, "Bostaden är osäker. Vi kontaktade rätt handläggare tillsammans."},
    {family, "Ekonomin oroar. {namn} får hjälp av budgetrådgivare."},
    {family, "{namn} har flyttat, och resvägen är kortare nu."},
    {family, "Föräldraledighet planeras. Vi ser över planen innan dess."},
    {family, "Pratade om hur veckan ser ut hemma och när det passar att arbeta."},

    {ending, "Avslutningssamtal. {namn} är nöjd med stödet och vet vart hen kan vända sig."},
    {ending, "{namn} avslutas i programmet. Planen är genomgången en sista gång."},
    {ending, "Vi ser tillbaka: {namn} har tagit stora steg sedan inskrivningen."},
    {ending, "Avslut i samråd med {namn} och remittenten."},
    {ending, "{namn} tackar för sig och vill gärna höra av sig om några månader."},
    {ending, "Sista mötet. Överlämnade intyg och omdöme."},

    {next_step, "Nästa steg: {steg}."},
    {next_step, "Vi ses igen på {dag}."},
    {next_step, "Till nästa gång: {steg}."},
    {next_step, "Jag ringer {namn} på {dag}."},
    {next_step, "Ny tid bokad till {dag} på {plats}."},
    {next_step, "Överenskommet: {steg}, senast på {dag}."},
    {next_step, "Jag återkommer till remittenten med en kort lägesbild."},
};

constexpr std::string_view days[] = {"måndag", "tisdag", "onsdag", "torsdag", "fredag"};

std::span<const NotePattern> patterns_of(NoteTheme theme) {
  const std::span<const NotePattern> all(all_patterns);
  const auto is_of_theme = [theme](const NotePattern& pattern) { return pattern.theme == theme; };
  const auto first = std::find_if(all.begin(), all.end(), is_of_theme);
  const auto last = std::find_if_not(first, all.end(), is_of_theme);
  return {first, last};
}

std::string lower_first(std::string_view phrase) {
  std::string text(phrase);
  // Å, Ä and Ö take two bytes, of which the second tells capital from small.
  char& letter = static_cast<unsigned char>(text[0]) == 0xC3 ? text[1] : text[0];
  const bool is_capital = (letter >= 'A' && letter <= 'Z') || &letter == &text[1];
  if (is_capital) letter = static_cast<char>(letter + ('a' - 'A'));
  return text;
}

void append_slot(std::string& note, std::string_view slot, const NoteContext& context, Dice& dice) {
  const Phrasebook& book = phrasebook();
  if (slot == "namn") {
    note.append(context.first_name);
  } else if (slot == "arbetsgivare") {
    note.append(context.employer.empty() ? "arbetsgivaren" : context.employer);
  } else if (slot == "yrke") {
    note.append(dice.one_of(book.occupations));
  } else if (slot == "uppgift") {
    note.append(dice.one_of(book.work_tasks));
  } else if (slot == "plats") {
    note.append(lower_first(dice.one_of(book.outside_places)));
  } else if (slot == "dag") {
    note.append(dice.one_of(days));
  } else {
    BRYGGA_CHECK(slot == "steg");
    note.append(lower_first(dice.one_of(book.steps)));
  }
}

void append_sentence(std::string& note, const NotePattern& pattern, const NoteContext& context,
                     Dice& dice) {
  if (!note.empty()) note += ' ';
  std::string_view rest = pattern.text;
  for (std::size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const std::size_t close = rest.find('}', open);
    note.append(rest.substr(0, open));
    append_slot(note, rest.substr(open + 1, close - open - 1), context, dice);
    rest.remove_prefix(close + 1);
  }
  note.append(rest);
}

}  // namespace

std::span<const NotePattern> note_patterns() { return all_patterns; }

std::string write_note(NoteTheme theme, const NoteContext& context, Dice& dice) {
  const std::span<const NotePattern> patterns = patterns_of(theme);
  const auto count = static_cast<std::uint32_t>(patterns.size());
  const std::uint32_t first = dice.below(count);
  // Another one than the first.
  const std::uint32_t second = (first + 1 + dice.below(count - 1)) % count;
  std::string note;
  note.reserve(320);
  append_sentence(note, patterns[first], context, dice);
  append_sentence(note, patterns[second], context, dice);
  if (theme != ending && dice.percent(70)) {
    append_sentence(note, dice.pick(patterns_of(next_step)), context, dice);
  }
  return note;
}

}  // namespace brygga::casework
