#include "casework/hours_commands.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "casework/hours_chain.hpp"
#include "casework/record_form.hpp"
#include "casework/report_kinds.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::size_t unattested_max = 500;

Result<Month> month_in(Call& call) {
  const auto month = parse_month(call.arguments.text("month"));
  if (month) return *month;
  return call.fault("month", "month_form",
                    {"A month is written like 2026-09.", "En månad skrivs som 2026-09."});
}

// --- attesting ----------------------------------------------------------------------------------

std::string list_of(const std::vector<std::uint32_t>& minutes) {
  std::string text;
  for (const std::uint32_t one : minutes) {
    text.append(text.empty() ? "" : ", ").append(std::to_string(one));
  }
  return text.empty() ? "0" : text;
}

// Nobody vouches for what the records do not say.
Result<Json> attest(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const ProgrammeRow programme, find_programme(call, "programme"));
  BRYGGA_ASSIGN(const Month month, month_in(call));
  const std::int64_t minutes = call.arguments.number("minutes").value_or(0);
  StoreRows source(call.store);
  BRYGGA_ASSIGN(const auto recorded, minutes_of(source, programme, person.id(), month));
  if (std::find(recorded.begin(), recorded.end(), minutes) == recorded.end()) {
    const std::string said = list_of(recorded);
    return call.fault("minutes", "minutes_differ",
                      {"The records of " + format_month(month) + " say " + said +
                           " minutes; look at them again and attest what they say.",
                       "Registreringarna för " + format_month(month) + " säger " + said +
                           " minuter; se över dem och attestera det de säger."});
  }
  Change change =
      creation(hours_attestation::entity, call.new_row_id(), scope_of_case(person.id()));
  assign(change, hours_attestation::participant, person.id().uuid);
  assign_date(change, hours_attestation::month, first_day(month));
  assign(change, hours_attestation::minutes, minutes);
  assign(change, hours_attestation::attested_by, call.self.account);
  return save_one(call, "hours_attestation", std::move(change));
}

// --- sealing ------------------------------------------------------------------------------------

Status check_may_seal(Call& call) {
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  const StaffRow* self = find_staff(people, call.self.account);
  for (const char* role : {"manager", "office"}) {
    const bool has_it = self != nullptr && std::find(self->roles.begin(), self->roles.end(),
                                                     role) != self->roles.end();
    if (has_it) return {};
  }
  return call.fault("", "sealing_not_yours",
                    {"Months are sealed by the unit's manager or the office.",
                     "Månader förseglas av enhetens chef eller kontoret."});
}

// What a seal is made on.
struct SealDesk {
  ProgrammeRow programme;
  RowId unit;
  std::vector<StoredSeal> seals;
  SealChain chain;
  AttendanceHours hours;
};

Result<SealDesk> seal_desk(Call& call) {
  BRYGGA_ASSIGN(ProgrammeRow programme, find_programme(call, "programme"));
  BRYGGA_ASSIGN(const Record place, call.record("unit", unit::entity));
  StoreRows source(call.store);
  BRYGGA_ASSIGN(std::vector<StoredSeal> seals, read_seals(source, programme.id, place.id()));
  BRYGGA_ASSIGN(AttendanceHours hours, unit_hours(source, programme, place.id()));
  SealChain chain = chain_of(seals);
  return SealDesk{std::move(programme), place.id(), std::move(seals), std::move(chain),
                  std::move(hours)};
}

std::optional<Month> last_sealed(const SealChain& chain) {
  std::optional<Month> last;
  for (const SealedMonth& month : chain) {
    if (month.state == SealState::sealed) last = std::max(last.value_or(month.month), month.month);
  }
  return last;
}

Error seal_fault(Call& call, const Error& error, const SealChain& chain) {
  const auto last = last_sealed(chain);
  const std::string next = last ? format_month(add_to(*last, 1)) : "";
  const std::map<std::string, Sentence, std::less<>> sentences = {
      {"seal_order",
       {"Months are sealed one after another; the next one is " + next + ".",
        "Månader förseglas en efter en; nästa är " + next + "."}},
      {"seal_stale",
       {"A sealed month is no longer what the records say; seal it again first (hours.repair).",
        "En förseglad månad stämmer inte längre med registreringarna; försegla den på nytt först "
        "(hours.repair)."}},
      {"seal_unattested",
       {"Somebody's hours are not attested; hours.show says whose.",
        "Någons timmar är inte attesterade; hours.show säger vems."}},
      {"seal_broken",
       {"The seal of an earlier month does not hold; nothing is sealed on it. Tell the office.",
        "Ett tidigare sigill håller inte; inget förseglas ovanpå det. Meddela kontoret."}},
  };
  const auto known = sentences.find(error.reason);
  if (known == sentences.end()) return error;
  return call.fault("month", known->first.c_str(), known->second);
}

Change seal_change(Call& call, const SealDesk& desk, const SealedMonth& month,
                   const StoredSeal* replaced) {
  Change change = creation(report_period::entity, call.new_row_id(), scope_of_unit(desk.unit.uuid));
  assign(change, report_period::programme, desk.programme.id.uuid);
  assign_date(change, report_period::month, first_day(month.month));
  assign(change, report_period::figures, seal_bytes(month));
  assign(change, report_period::hash, to_hex(ByteView(month.hash)));
  if (replaced != nullptr) assign(change, report_period::replaces, replaced->row.uuid);
  assign(change, report_period::sealed_by, call.self.account);
  assign(change, report_period::status, std::string("sealed"));
  return change;
}

Result<Json> seal(Call& call) {
  BRYGGA_TRY(check_may_seal(call));
  BRYGGA_ASSIGN(const Month month, month_in(call));
  if (last_day(month) >= call.today()) {
    return call.fault(
        "month", "month_not_over",
        {"A month is sealed when it is over.", "En månad förseglas när den är slut."});
  }
  BRYGGA_ASSIGN(const SealDesk desk, seal_desk(call));
  const auto made = seal_month(desk.chain, month, desk.hours, seal_hash);
  if (!made) return seal_fault(call, made.error(), desk.chain);
  return save_one(call, "report_period", seal_change(call, desk, *made, nullptr),
                  seal_json({*made}));
}

// --- sealing again ------------------------------------------------------------------------------

const StoredSeal* sealed_row(const SealDesk& desk, Month month) {
  for (const StoredSeal& seal : desk.seals) {
    if (seal.month.month == month && seal.month.state == SealState::sealed) return &seal;
  }
  return nullptr;
}

Status supersede(Call& call, const RowId& seal, std::vector<Change>& changes) {
  BRYGGA_ASSIGN(const std::optional<Record> row,
                read_record(call.store, report_period::entity, seal));
  if (!row) return {};
  Change superseded = change_of(*row, row->version());
  assign(superseded, report_period::status, std::string("superseded"));
  changes.push_back(std::move(superseded));
  return {};
}

Result<Json> repair(Call& call) {
  BRYGGA_TRY(check_may_seal(call));
  BRYGGA_ASSIGN(const SealDesk desk, seal_desk(call));
  const auto made = repair_seals(desk.chain, desk.hours, seal_hash);
  if (!made) return seal_fault(call, made.error(), desk.chain);
  std::vector<Change> changes;
  for (const SealedMonth& month : made->months) {
    const StoredSeal* old = sealed_row(desk, month.month);
    changes.push_back(seal_change(call, desk, month, old));
    if (old != nullptr) BRYGGA_TRY(supersede(call, old->row, changes));
  }
  for (const StoredSeal& seal : desk.seals) {
    if (seal.has_lost) BRYGGA_TRY(supersede(call, seal.row, changes));
  }
  if (changes.empty()) {
    return call.fault("", "nothing_to_change",
                      {"Every sealed month is what the records say.",
                       "Alla förseglade månader stämmer med registreringarna."});
  }
  return call.save(std::move(changes), repair_json(*made));
}

// --- looking ------------------------------------------------------------------------------------

// The months after the last sealed one, and whose hours nobody vouches for.
Json open_months(const SealDesk& desk) {
  const auto last = last_sealed(desk.chain);
  std::map<Month, Json> months;
  std::size_t listed = 0;
  for (const ParticipantMonth& one : desk.hours.months) {
    if (last && one.month <= *last) continue;
    Json& month = months[one.month];
    if (month.is_null()) {
      month = {{"month", format_month(one.month)},
               {"participants", 0},
               {"minutes", 0},
               {"unattested_total", 0},
               {"unattested", Json::array()}};
    }
    const auto add = [&](const char* name, std::int64_t more) {
      month[name] = month[name].integer().value_or(0) + more;
    };
    add("participants", 1);
    add("minutes", one.minutes);
    if (one.is_attested) continue;
    add("unattested_total", 1);
    if (++listed > unattested_max) continue;
    month["unattested"].push_back(
        {{"participant", to_string(one.participant.uuid)}, {"minutes", one.minutes}});
  }
  Json list = Json::array();
  for (auto& [month, members] : months) list.push_back(std::move(members));
  return list;
}

Json month_or_null(const std::optional<Month>& month) {
  return month ? Json(format_month(*month)) : Json();
}

// The first sealed month that the records have left.
std::optional<Month> first_stale(const SealDesk& desk) {
  const auto made = repair_seals(desk.chain, desk.hours, seal_hash, {false});
  if (!made || made->months.empty()) return std::nullopt;
  return made->months.front().month;
}

Result<Json> show_hours(Call& call) {
  BRYGGA_ASSIGN(const SealDesk desk, seal_desk(call));
  const auto broken = first_broken_month(desk.chain, seal_hash);
  const auto last = last_sealed(desk.chain);
  Json answer = seal_json(desk.chain);
  answer["verified"] = !broken.has_value();
  answer["broken"] = month_or_null(broken);
  answer["stale"] = month_or_null(first_stale(desk));
  answer["next"] = month_or_null(last ? std::optional(add_to(*last, 1)) : std::nullopt);
  answer["open"] = open_months(desk);
  answer["scope"] = "device";
  StoreRows source(call.store);
  for (Json& month : *answer["open"].list()) {
    BRYGGA_TRY(add_names(source, month["unattested"], "participant"));
  }
  return answer;
}

std::vector<ArgumentDef> of_unit(std::vector<ArgumentDef> more) {
  more.insert(more.begin(), {required(line("programme", key_bytes_max)), required(id("unit"))});
  return more;
}

Shape hours_shape() {
  const Shape unattested =
      named("unattested_hours",
            {{"participant", id()}, {"name", or_null(text())}, {"minutes", integer()}});
  const Shape open = named("open_month", {{"month", text()},
                                          {"participants", integer()},
                                          {"minutes", integer()},
                                          {"unattested_total", integer()},
                                          {"unattested", list(unattested)}});
  return {{"months", sealed_months_shape()}, {"verified", flag()},      {"broken", or_null(text())},
          {"stale", or_null(text())},        {"next", or_null(text())}, {"open", list(open)},
          {"scope", choice({"device"})}};
}

}  // namespace

std::vector<Definition> hours_commands() {
  return {
      {"hours.attest",
       true,
       "Vouches for a participant's minutes of a month, as the records say them.",
       {required(id("participant")), required(line("programme", key_bytes_max)),
        required(line("month", 7)),
        required(integer("minutes", 1, hours_attestation::minutes_max))},
       attest,
       {{"hours_attestation", id()}}},
      {"hours.seal",
       true,
       "Seals the next month of a unit's participant hours.",
       of_unit({required(line("month", 7))}),
       seal,
       {{"report_period", id()}, {"months", sealed_months_shape()}}},
      {"hours.repair", true,
       "Seals changed months again, with every later one, and lists what changed.", of_unit({}),
       repair, repair_shape()},
      {"hours.show", false,
       "Shows a unit's sealed months, whether they hold, and the months that are open.",
       of_unit({}), show_hours, hours_shape()},
  };
}

}  // namespace brygga::casework
