#include "casework/cohort.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "casework/csv_table.hpp"
#include "casework/identity_number.hpp"
#include "casework/synthetic/dice.hpp"
#include "casework/synthetic/stages.hpp"
#include "casework/synthetic/test_numbers.hpp"

namespace brygga::casework {

namespace {

using std::string_view;

constexpr std::array<string_view, 72> first_names = {
    "Åsa",     "Björn",     "Örjan",   "Märta",   "Sören",     "Gun-Britt", "Håkan",   "Maria",
    "Anna",    "Elisabeth", "Karin",   "Lars",    "Mikael",    "Erik",      "Johan",   "Per",
    "Sofia",   "Emma",      "Linnéa",  "Viktor",  "Göran",     "Ingrid",    "André",   "Zoë",
    "Mohamed", "Ahmed",     "Fatima",  "Amina",   "Yusuf",     "Abdi",      "Hodan",   "Ayaan",
    "Ali",     "Hassan",    "Zahra",   "Maryam",  "Reza",      "Shirin",    "Leyla",   "Mehmet",
    "Elif",    "Omar",      "Khadija", "Ibrahim", "Samira",    "Noor",      "Rania",   "Bashar",
    "Dilan",   "Rojin",     "Azad",    "Selam",   "Tesfaye",   "Mihret",    "Yonas",   "Senait",
    "Jelena",  "Goran",     "Amra",    "Senad",   "Agnieszka", "Piotr",     "Olena",   "Dmytro",
    "Linh",    "Minh",      "Priya",   "José",    "Lucía",     "François",  "Chinedu", "Grace"};

constexpr std::array<string_view, 72> last_names = {
    "Andersson", "Johansson", "Karlsson",   "Nilsson",   "Eriksson",    "Larsson",    "Olsson",
    "Persson",   "Svensson",  "Gustafsson", "Lindström", "Åkesson",     "Öberg",      "Sjögren",
    "Hägg",      "Björk",     "Söderström", "Ångström",  "Norén",       "Lindén",     "af Klint",
    "Ek",        "Mohamed",   "Ahmed",      "Ali",       "Hassan",      "Hussein",    "Abdullahi",
    "Warsame",   "Farah",     "Nur",        "Al-Hakim",  "Haddad",      "Khoury",     "Saleh",
    "Aziz",      "Rahimi",    "Karimi",     "Hosseini",  "Ahmadi",      "Yilmaz",     "Demir",
    "Kaya",      "Özdemir",   "Tekle",      "Haile",     "Gebremedhin", "Tesfay",     "Kovac",
    "Begovic",   "Hodzic",    "Petrovic",   "Nowak",     "Kowalska",    "Shevchenko", "Bondar",
    "Nguyen",    "Tran",      "Singh",      "Sharma",    "García",      "Muñoz",      "Fernández",
    "Lefèvre",   "Okafor",    "Mensah",     "Barzani",   "Aydin",       "Celik",      "Rasmussen",
    "Virtanen",  "Mäkinen"};

constexpr std::array<string_view, 5> hisingen_districts = {"Lundby", "Biskopsgården", "Backa",
                                                           "Kärra-Rödbo", "Tuve-Säve"};
constexpr std::array<string_view, 5> west_districts = {"Centrum", "Majorna-Linné", "Frölunda",
                                                       "Högsbo", "Askim"};
constexpr std::array<string_view, 5> east_districts = {"Bergsjön", "Kortedala", "Gamlestaden",
                                                       "Örgryte", "Härlanda"};
constexpr std::array<string_view, 5> angered_districts = {"Hammarkullen", "Hjällbo", "Lövgärdet",
                                                          "Gårdsten", "Angereds centrum"};

constexpr std::array<string_view, 3> streams = {"Kartläggning", "Utbildning och praktik",
                                                "Jobbsökning"};
constexpr std::array<string_view, 12> languages = {"svenska",   "arabiska", "somaliska", "persiska",
                                                   "tigrinska", "kurdiska", "turkiska",  "bosniska",
                                                   "polska",    "engelska", "ukrainska", "spanska"};
// Separators and quotes are there on purpose: real exports have them.
constexpr std::array<string_view, 5> referrals = {
    "Socialtjänsten", "Socialtjänsten Centrum; ekonomiskt bistånd", "Arbetsförmedlingen",
    "Socialkontoret \"Väster\", grupp 2", "Egen ansökan"};

constexpr int age_min = 18;

// Offices write numbers in more than one way.
std::string written(const IdentityNumber& number, Date today, Dice& dice) {
  const std::uint32_t way = dice.below(10);
  if (way < 6) return number.digits().substr(0, 8) + '-' + number.digits().substr(8);
  if (way < 8) return number.digits();
  return format_identity_number(number, today);
}

std::span<const string_view> districts_of(string_view centre) {
  if (centre == "Hisingen") return hisingen_districts;
  if (centre == "Öster") return east_districts;
  if (centre == "Angered") return angered_districts;
  return west_districts;
}

// The coaches by centre, in the order in which the centres first come.
struct Centre {
  std::string name;
  std::vector<std::string> coaches;
  std::size_t turn = 0;
};

std::vector<Centre> centres_of(const std::vector<CohortCoach>& coaches) {
  std::vector<Centre> centres;
  for (const CohortCoach& coach : coaches) {
    auto at = std::find_if(centres.begin(), centres.end(),
                           [&](const Centre& centre) { return centre.name == coach.centre; });
    if (at == centres.end()) {
      at = centres.insert(centres.end(), Centre{coach.centre, {}, 0});
    }
    at->coaches.push_back(coach.name);
  }
  return centres;
}

void set_running(CohortRow& row, const CohortOptions& options, Dice& dice) {
  const Date earliest = add_days(add_months(options.today, -options.limit_months), 1);
  row.start = add_days(options.today, -dice.between(0, days_between(earliest, options.today)));
}

void set_finished(CohortRow& row, const CohortOptions& options, Stage stage, Dice& dice) {
  row.start = add_days(options.today, -dice.between(90, 1000));
  const Date limit = add_months(row.start, options.limit_months);
  const Date latest = std::min(limit, options.today);
  const int days_max = days_between(row.start, latest);
  row.ended = add_days(row.start, dice.between(std::min(60, days_max), days_max));
  if (stage == Stage::succeeded) {
    row.outcome = dice.percent(74) ? "arbete" : "studier";
    row.outcome_from = std::min(options.today, add_days(*row.ended, dice.between(0, 14)));
  } else if (dice.percent(35)) {
    row.outcome = "annat";
    row.outcome_from = row.ended;
  } else {
    row.outcome = "inget";
  }
}

CohortRow make_row(const CohortOptions& options, Stage stage, Centre& centre, TestNumbers& numbers,
                   Dice& dice) {
  CohortRow row;
  row.first_name = dice.one_of(first_names);
  row.last_name = dice.one_of(last_names);
  if (dice.percent(8)) {
    row.last_name += "-" + std::string(dice.one_of(last_names));
  }
  const auto kind =
      dice.percent(6) ? IdentityNumberKind::samordningsnummer : IdentityNumberKind::personnummer;
  row.identity_number = written(numbers.next(kind), options.today, dice);
  row.centre = centre.name;
  row.coach = centre.coaches[centre.turn++ % centre.coaches.size()];
  row.district = dice.one_of(districts_of(centre.name));
  row.stream = dice.one_of(streams);
  row.language = dice.one_of(languages);
  row.referral = dice.one_of(referrals);
  if (stage == Stage::running) {
    set_running(row, options, dice);
  } else {
    set_finished(row, options, stage, dice);
  }
  return row;
}

StageTotals totals_of(const CohortOptions& options) {
  return {options.count, options.finished, options.succeeded};
}

Status check(const CohortOptions& options) {
  const auto invalid = [](const char* what) {
    return Error{ErrorCode::invalid, what, false, "cohort_options"};
  };
  if (options.coaches.empty()) {
    return invalid("a cohort needs at least one coach");
  }
  BRYGGA_TRY(check_totals(totals_of(options), "cohort_options"));
  if (options.limit_months < 1 || options.limit_months > 120) {
    return invalid("the limit is from 1 to 120 months");
  }
  if (year_month_day(options.today).year < 1970 || year_month_day(options.today).year > 2999) {
    return invalid("today is from 1970 to 2999");
  }
  const std::uint32_t count_max = cohort_count_max(options.today);
  if (options.count > count_max) {
    return Error{
        ErrorCode::too_large,
        "there are test identity numbers for " + std::to_string(count_max) + " people only", false,
        "cohort_count"};
  }
  return {};
}

std::string date_text(const std::optional<Date>& date) {
  return date ? format_date(*date) : std::string();
}

}  // namespace

Result<CohortCoach> parse_cohort_coach(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == string_view::npos || trimmed(text.substr(0, at)).empty() ||
      trimmed(text.substr(at + 1)).empty()) {
    return Error{ErrorCode::invalid,
                 "a coach is written with the centre, as in \"Alice Andersson@Hisingen\"", false,
                 "cohort_coach"};
  }
  return CohortCoach{std::string(trimmed(text.substr(0, at))),
                     std::string(trimmed(text.substr(at + 1)))};
}

std::uint32_t cohort_count_max(Date today) {
  return test_numbers_count(birth_dates_of_working_age(today, age_min));
}

Result<std::vector<CohortRow>> make_cohort(const CohortOptions& options) {
  BRYGGA_TRY(check(options));
  Dice dice(options.seed);
  TestNumbers numbers(birth_dates_of_working_age(options.today, age_min), dice);
  std::vector<Centre> centres = centres_of(options.coaches);
  std::vector<CohortRow> rows;
  rows.reserve(options.count);
  for (const Stage stage : mixed_stages(totals_of(options), dice)) {
    Centre& centre = centres[dice.below(static_cast<std::uint32_t>(centres.size()))];
    rows.push_back(make_row(options, stage, centre, numbers, dice));
  }
  return rows;
}

std::string cohort_csv(const std::vector<CohortRow>& rows, char separator) {
  std::string text = format_csv_line(
      {"förnamn", "efternamn", "personnummer", "enhet", "coach", "startdatum", "stadsdel", "spår",
       "språk", "avslutad", "resultat", "resultat_från", "remittent"},
      separator);
  for (const CohortRow& row : rows) {
    text += format_csv_line(
        {row.first_name, row.last_name, row.identity_number, row.centre, row.coach,
         format_date(row.start), row.district, row.stream, row.language, date_text(row.ended),
         row.outcome, date_text(row.outcome_from), row.referral},
        separator);
  }
  return text;
}

}  // namespace brygga::casework
