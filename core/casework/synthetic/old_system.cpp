#include "casework/synthetic/old_system.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "casework/csv_table.hpp"
#include "casework/identity_number.hpp"
#include "casework/named_key.hpp"
#include "casework/synthetic/dice.hpp"

namespace brygga::casework {

namespace {

constexpr std::uint64_t writing_dice = 20;

std::string written(const std::optional<IdentityNumber>& number, Date today, Dice dice) {
  if (!number) return {};
  const std::uint32_t way = dice.below(10);
  if (way < 6) return number->digits().substr(0, 8) + '-' + number->digits().substr(8);
  if (way < 8) return number->digits();
  return format_identity_number(*number, today);
}

// Old systems have the letters of Windows-1252, and write others without their marks.
std::string in_old_letters(std::string name) {
  static constexpr std::pair<std::string_view, char> letters[] = {
      {"ş", 's'}, {"Ş", 'S'}, {"ı", 'i'}, {"ğ", 'g'}, {"ł", 'l'},
      {"Ł", 'L'}, {"ś", 's'}, {"ń", 'n'}, {"č", 'c'}, {"ć", 'c'}};
  for (const auto& [letter, plain] : letters) {
    for (std::size_t at = name.find(letter); at != std::string::npos; at = name.find(letter)) {
      name.replace(at, letter.size(), 1, plain);
    }
  }
  return name;
}

// Whose turn it is among the coaches of each unit.
class Coaches {
 public:
  Coaches(const SyntheticTown& town, const std::vector<UnitCoach>& coaches) {
    for (const UnitCoach& coach : coaches) by_unit_[coach.unit].names.push_back(coach.name);
    if (!coaches.empty()) return;
    for (const SyntheticStaff& one : town.staff) own_[one.id.uuid] = one.person.username;
  }
  // Empty when nobody has the unit's cases.
  std::string of(const SyntheticCase& one, const std::string& unit) {
    if (const auto own = own_.find(one.primary_coach); own != own_.end()) return own->second;
    const auto found = by_unit_.find(unit);
    if (found == by_unit_.end()) return {};
    Turn& turn = found->second;
    return turn.names[turn.taken++ % turn.names.size()];
  }

 private:
  struct Turn {
    std::vector<std::string> names;
    std::size_t taken = 0;
  };
  std::map<std::string, Turn> by_unit_;
  std::map<Uuid, std::string> own_;
};

const char* word_for(CountsAs counts_as) {
  switch (counts_as) {
    case CountsAs::work:
      return "arbete";
    case CountsAs::studies:
      return "studier";
    case CountsAs::neither:
      return "annat";
  }
  return "annat";
}

// What the enrolment led to; of several, what counts before what does not.
void set_outcome(OldSystemRow& row, const ProgrammeDefinition& definition,
                 const SyntheticCase& one) {
  row.outcome = "inget";
  for (const SyntheticOutcome& outcome : one.outcomes) {
    const OutcomeType* type = find_key(definition.outcomes, outcome.type);
    if (type == nullptr || outcome.enrolment != one.enrolments.back().id.uuid) continue;
    const bool counts = type->counts_as != CountsAs::neither;
    if (row.outcome != "inget" && !counts) continue;
    row.outcome = word_for(type->counts_as);
    row.outcome_from = outcome.from;
    if (counts) return;
  }
}

OldSystemRow row_of(const SyntheticTown& town, const SyntheticCase& one) {
  const ProgrammeDefinition& definition = town.programmes[one.programme].definition;
  const SyntheticEnrolment& enrolment = one.enrolments.back();
  OldSystemRow row;
  row.first_name = in_old_letters(one.first_name);
  row.last_name = in_old_letters(one.last_name);
  row.identity_number =
      written(one.identity_number, town.today, dice_for(town.seed, writing_dice, one.number));
  row.unit = town.units[one.unit].unit.name;
  row.start = enrolment.start;
  row.district = one.district;
  if (const auto* stream = find_key(definition.streams, enrolment.stream)) {
    row.stream = stream->name.sv;
  }
  row.language = one.languages.front();
  row.referral = enrolment.referral;
  row.ended = enrolment.ended;
  if (row.ended) set_outcome(row, definition, one);
  return row;
}

std::string date_text(const std::optional<Date>& date) {
  return date ? format_date(*date) : std::string();
}

}  // namespace

Result<UnitCoach> parse_unit_coach(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || trimmed(text.substr(0, at)).empty() ||
      trimmed(text.substr(at + 1)).empty()) {
    return Error{ErrorCode::invalid,
                 "a coach is written with the unit, as in \"Alice Andersson@Hisingen\"", false,
                 "unit_coach"};
  }
  return UnitCoach{std::string(trimmed(text.substr(0, at))),
                   std::string(trimmed(text.substr(at + 1)))};
}

Result<std::vector<OldSystemRow>> old_system_rows(const MunicipalityOptions& options,
                                                  const std::vector<UnitCoach>& coaches) {
  BRYGGA_ASSIGN(Municipality made, Municipality::make(options));
  Coaches turns(made.town(), coaches);
  std::vector<OldSystemRow> rows;
  rows.reserve(options.participants);
  while (const auto one = made.next()) {
    rows.push_back(row_of(made.town(), *one));
    OldSystemRow& row = rows.back();
    row.coach = turns.of(*one, row.unit);
    if (!row.coach.empty()) continue;
    return Error{ErrorCode::invalid, "nobody has the cases of " + row.unit + ": name a coach there",
                 false, "municipality_options"};
  }
  return rows;
}

std::string old_system_csv(const std::vector<OldSystemRow>& rows, char separator) {
  std::string text = format_csv_line(
      {"förnamn", "efternamn", "personnummer", "enhet", "coach", "startdatum", "stadsdel", "spår",
       "språk", "avslutad", "resultat", "resultat_från", "remittent"},
      separator);
  for (const OldSystemRow& row : rows) {
    text += format_csv_line(
        {row.first_name, row.last_name, row.identity_number, row.unit, row.coach,
         format_date(row.start), row.district, row.stream, row.language, date_text(row.ended),
         row.outcome, date_text(row.outcome_from), row.referral},
        separator);
  }
  return text;
}

}  // namespace brygga::casework
