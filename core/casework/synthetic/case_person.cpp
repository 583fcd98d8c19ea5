#include <algorithm>

#include "casework/schema.hpp"
#include "casework/synthetic/case_draft.hpp"
#include "casework/synthetic/origins.hpp"

namespace brygga::casework {

namespace {

const Origin& origin_of(Dice& dice) {
  std::uint32_t drawn = dice.below(1000);
  for (const Origin& origin : origins()) {
    if (drawn < origin.per_mille) return origin;
    drawn -= origin.per_mille;
  }
  return origins()[0];
}

// The last but one digit of a number is odd for men.
bool is_womans(const IdentityNumber& number) { return (number.digits()[10] - '0') % 2 == 0; }

void set_name(CaseDraft& draft, const Origin& origin, bool is_woman) {
  SyntheticCase& made = draft.made;
  const auto families = is_woman ? origin.family_names_women : origin.family_names_men;
  made.first_name = draft.phrase(is_woman ? origin.women : origin.men);
  made.last_name = draft.phrase(families);
  if (draft.dice.percent(5)) made.last_name.append("-").append(draft.dice.one_of(families));
}

void set_languages(CaseDraft& draft, const Origin& origin) {
  SyntheticCase& made = draft.made;
  made.languages.emplace_back(origin.languages[0]);
  if (origin.languages.size() > 1 && draft.dice.percent(35)) {
    made.languages.emplace_back(draft.dice.one_of(origin.languages.subspan(1)));
  }
  if (draft.dice.percent(origin.interpreter_percent)) made.interpreter = origin.languages[0];
}

// Some have none yet, such as those who have just come.
void set_number(CaseDraft& draft, const IdentityNumber& number) {
  if (!draft.dice.percent(3)) draft.made.identity_number = number;
}

// --- where somebody is reached ------------------------------------------------------------------

// The numbers that PTS has set aside for books and films: mobile, Göteborg, Malmö and Stockholm.
std::string invented_phone_number(Dice& dice) {
  struct Series {
    std::string_view area;
    std::int32_t first, last;
  };
  static constexpr Series series[] = {{"070-", 1740605, 1740699},
                                      {"031-", 3900600, 3900699},
                                      {"040-", 6280400, 6280499},
                                      {"08-", 46500400, 46500499}};
  const Series& one = series[dice.percent(85) ? 0 : 1 + dice.below(3)];
  return std::string(one.area).append(std::to_string(dice.between(one.first, one.last)));
}

// A post code that begins with 0 exists nowhere in Sweden.
std::string invented_address(CaseDraft& draft) {
  std::string address = draft.phrase(phrasebook().streets);
  address.append(" ").append(std::to_string(draft.dice.between(1, 60)));
  address.append(", 0").append(std::to_string(draft.dice.between(10, 99)));
  address.append(" ").append(std::to_string(draft.dice.between(10, 99))).append(" ");
  return address.append(draft.dice.one_of(phrasebook().towns));
}

void add_contact(CaseDraft& draft, const char* kind, std::string value) {
  draft.made.contacts.push_back(
      {draft.row_on(draft.made.enrolments.front().start), kind, std::move(value)});
}

void add_contacts(CaseDraft& draft) {
  if (!draft.dice.percent(4)) add_contact(draft, "phone", invented_phone_number(draft.dice));
  if (draft.dice.percent(40)) {
    std::string user = "deltagare";
    add_contact(draft, "email",
                user.append(std::to_string(draft.made.number + 1)).append("@exempel.example"));
  }
  if (draft.dice.percent(90)) add_contact(draft, "address", invented_address(draft));
}

// --- what somebody can and wants ----------------------------------------------------------------

void set_profile(CaseDraft& draft, const Origin& origin) {
  const Phrasebook& book = phrasebook();
  SyntheticProfile profile;
  profile.id = draft.row_on(draft.made.enrolments.front().start);
  profile.skills = draft.some(book.skills, 4);
  profile.credentials = draft.some(book.credentials, 2);
  profile.wishes = draft.some(book.wishes, 3);
  profile.avoid = draft.some(book.avoided, 2);
  const auto level = draft.dice.between(static_cast<std::int32_t>(origin.swedish_from),
                                        static_cast<std::int32_t>(origin.swedish_to));
  profile.swedish_level = swedish_levels()[static_cast<std::size_t>(level)];
  for (const std::string& language : draft.made.languages) {
    if (language == "svenska") continue;
    profile.other_languages.append(profile.other_languages.empty() ? "" : ", ").append(language);
  }
  profile.narrative.append("Har arbetat som ").append(draft.dice.one_of(book.occupations));
  profile.narrative.append(" och kan tänka sig arbete som ");
  profile.narrative.append(draft.dice.one_of(book.occupations)).append(".");
  draft.made.profile = std::move(profile);
}

void set_health(CaseDraft& draft) {
  if (!draft.dice.percent(18)) return;
  SyntheticHealth health;
  health.id = draft.row_on(draft.made.enrolments.front().start);
  health.obstacles = draft.phrase(phrasebook().obstacles);
  health.adaptations = draft.phrase(phrasebook().adaptations);
  draft.made.health = std::move(health);
}

}  // namespace

std::vector<std::string> CaseDraft::some(Phrases phrases, std::uint32_t count) {
  std::vector<std::string> chosen;
  const std::uint32_t wanted = dice.below(count + 1);
  chosen.reserve(wanted);
  const auto all = static_cast<std::uint32_t>(phrases.size());
  const std::uint32_t first = dice.below(all);
  // Steps of three meet no phrase twice within so few of them.
  for (std::uint32_t i = 0; i < wanted && i * 3 < all; ++i) {
    chosen.emplace_back(phrases[(first + i * 3) % all]);
  }
  return chosen;
}

RowId CaseDraft::row_on(Date date) {
  return synthetic_id(
      wall_time_ms(date, 8 * 60) + static_cast<std::int64_t>(dice.below(28'800'000)), dice);
}

void make_person(CaseDraft& draft, const IdentityNumber& number,
                 std::uint32_t protected_per_mille) {
  const Origin& origin = origin_of(draft.dice);
  set_name(draft, origin, is_womans(number));
  set_languages(draft, origin);
  set_number(draft, number);
  const std::string& district = draft.unit().unit.district;
  const bool is_elsewhere = district.empty() || draft.dice.percent(10);
  draft.made.district = is_elsewhere ? draft.phrase(phrasebook().districts) : district;
  if (draft.dice.below(1000) < protected_per_mille) {
    draft.made.protection = static_cast<int>(
        draft.dice.percent(80) ? participant::marked_secret : participant::protected_register);
  }
  draft.made.id = draft.row_on(draft.made.enrolments.front().start);
  draft.made.identity_row = draft.row_on(draft.made.enrolments.front().start);
  add_contacts(draft);
  set_profile(draft, origin);
  set_health(draft);
}

}  // namespace brygga::casework
