#include <gtest/gtest.h>

#include "casework/figures/attendance_hours.hpp"
#include "casework/figures/sealed_hours.hpp"
#include "figure_rows.hpp"

namespace brygga::casework {
namespace {

using test::date;
using test::expect_explained;
using test::id;
using test::shuffled;

const RowId alice = id(11);
const RowId bob = id(12);

Month month(std::string_view text) { return month_of(date(std::string(text) + "-01")); }

// A stand-in that differs when a byte does: the real SHA-256 is the caller's.
SealHash stand_in_hash(ByteView bytes) {
  std::uint64_t state = 0xCBF29CE484222325ULL;
  for (const std::uint8_t byte : bytes) state = (state ^ byte) * 0x100000001B3ULL;
  SealHash hash{};
  for (std::size_t at = 0; at < hash.size(); ++at) {
    hash[at] = static_cast<std::uint8_t>(state >> (8 * (at % 8)));
  }
  return hash;
}

struct World {
  std::vector<AttendanceRow> checkins;
  std::vector<AttestationRow> attestations;

  World& attend(std::uint32_t number, RowId who, std::string_view when, std::uint32_t minutes,
                std::uint32_t corrects = 0, std::uint64_t received_ms = 0) {
    checkins.push_back({id(number), who, id(corrects), month(when),
                        received_ms == 0 ? number : received_ms, minutes});
    return *this;
  }
  AttendanceHours hours() const { return attendance_hours(checkins, attestations); }
  // Coaches attest all months as they are.
  World& attest() {
    for (const ParticipantMonth& entry : hours().months) {
      attestations.push_back({entry.participant, entry.month, entry.minutes});
    }
    return *this;
  }
  std::uint32_t minutes(RowId who, std::string_view when) const {
    for (const ParticipantMonth& entry : hours().months) {
      if (entry.participant == who && entry.month == month(when)) return entry.minutes;
    }
    return 0;
  }
  std::string reason(std::uint32_t number, std::string_view when) const {
    for (const Judged& judged : explain_attendance(checkins, month(when)).judged) {
      if (judged.record == id(number)) return name_of(judged.verdict.reason);
    }
    return "";
  }
};

// --- minutes ----------------------------------------------------------------------------------

TEST(ParticipantHours, are_summed_per_participant_and_month) {
  World world;
  world.attend(1, alice, "2025-01", 60).attend(2, alice, "2025-01", 90);
  world.attend(3, alice, "2025-02", 30).attend(4, bob, "2025-01", 15).attend(5, bob, "2025-02", 0);
  const AttendanceHours hours = world.hours();
  ASSERT_EQ(hours.months.size(), 3U);
  EXPECT_EQ(world.minutes(alice, "2025-01"), 150U);
  EXPECT_EQ(world.minutes(bob, "2025-01"), 15U);
  EXPECT_EQ(world.minutes(bob, "2025-02"), 0U);
  EXPECT_EQ(hours.checkins, 5U);
}

TEST(ParticipantHours, a_correction_replaces_and_a_chain_of_them_ends_in_the_last) {
  World world;
  world.attend(1, alice, "2025-01", 60).attend(2, alice, "2025-03", 90, 1);
  world.attend(3, alice, "2025-04", 45, 2);
  EXPECT_EQ(world.minutes(alice, "2025-01"), 45U);  // in the month of the first record
  EXPECT_EQ(world.hours().months.size(), 1U);
  EXPECT_EQ(world.reason(1, "2025-01"), "is_corrected");
  EXPECT_EQ(world.reason(2, "2025-01"), "is_corrected");
  EXPECT_EQ(world.reason(3, "2025-01"), "attended");
}

TEST(ParticipantHours, of_two_corrections_the_one_received_last_holds) {
  World world;
  world.attend(1, alice, "2025-01", 60).attend(2, alice, "2025-01", 90, 1, 500);
  world.attend(3, alice, "2025-01", 45, 1, 400).attend(4, alice, "2025-01", 10, 3, 900);
  EXPECT_EQ(world.minutes(alice, "2025-01"), 90U);
  EXPECT_EQ(world.reason(3, "2025-01"), "lost_to_other_correction");
  EXPECT_EQ(world.reason(4, "2025-01"), "lost_to_other_correction");
}

TEST(ParticipantHours, impossible_corrections_are_left_out_and_end) {
  World world;
  world.attend(1, alice, "2025-01", 60, 2).attend(2, alice, "2025-01", 90, 1);  // a ring
  world.attend(3, alice, "2025-01", 10, 1).attend(9, alice, "2025-01", 5, 9);
  world.attend(4, bob, "2025-01", 20).attend(5, alice, "2025-01", 30, 4);  // bob's
  world.attend(6, alice, "2025-01", 1441)
      .attend(7, alice, "2025-01", 25, 777);  // of what is not here
  EXPECT_EQ(world.minutes(alice, "2025-01"), 25U);
  EXPECT_EQ(world.minutes(bob, "2025-01"), 20U);
  for (const std::uint32_t number : {1U, 2U, 3U, 9U}) {
    EXPECT_EQ(world.reason(number, "2025-01"), "corrects_itself");
  }
  EXPECT_EQ(world.reason(5, "2025-01"), "corrects_another_person");
  EXPECT_EQ(world.reason(6, "2025-01"), "minutes_impossible");
  EXPECT_EQ(world.hours().left_out, 6U);
}

TEST(ParticipantHours, an_attestation_holds_for_the_minutes_that_the_coach_saw) {
  World world;
  world.attend(1, alice, "2025-01", 60).attest();
  EXPECT_TRUE(world.hours().months[0].is_attested);
  world.attend(2, alice, "2025-01", 50, 1);
  EXPECT_FALSE(world.hours().months[0].is_attested);
  world.attest();
  EXPECT_TRUE(world.hours().months[0].is_attested);
}

World mixed_world() {
  World world;
  test::Dice dice(17);
  for (std::uint32_t number = 1; number <= 500; ++number) {
    const std::uint32_t corrects = dice.below(3) == 0 ? dice.below(520) : 0;
    world.checkins.push_back({id(number), id(10 + dice.below(4)), id(corrects),
                              add_to(month("2025-01"), static_cast<std::int32_t>(dice.below(5))),
                              dice.below(50), dice.below(300)});
  }
  return world.attest();
}

TEST(ParticipantHours, every_month_is_what_its_explanation_says_in_any_order) {
  const World world = mixed_world();
  World other = world;
  other.checkins = shuffled(world.checkins);
  other.attestations = shuffled(world.attestations);
  EXPECT_EQ(attendance_json(other.hours()).text(), attendance_json(world.hours()).text());
  for (std::int32_t at = 0; at < 5; ++at) {
    const Month when = add_to(month("2025-01"), at);
    std::int64_t minutes = 0;
    for (const ParticipantMonth& entry : world.hours().months) {
      minutes += entry.month == when ? entry.minutes : 0;
    }
    const Explanation explanation = explain_attendance(world.checkins, when);
    EXPECT_EQ(explanation.tally().sum, minutes);
    expect_explained(explanation, explanation.tally().counted, explanation.tally().whole());
    EXPECT_EQ(explanation_json(explanation).text(),
              explanation_json(explain_attendance(other.checkins, when)).text());
  }
}

// --- seals ------------------------------------------------------------------------------------

World three_months() {
  World world;
  return world.attend(1, alice, "2025-01", 60)
      .attend(2, bob, "2025-01", 30)
      .attend(3, alice, "2025-02", 45)
      .attend(4, alice, "2025-03", 20)
      .attest();
}

SealChain sealed(const World& world, std::initializer_list<std::string_view> months) {
  SealChain chain;
  for (const std::string_view text : months) {
    chain.push_back(seal_month(chain, month(text), world.hours(), stand_in_hash).value());
  }
  return chain;
}

std::string refusal_of(const SealChain& chain, std::string_view text, const World& world) {
  const auto made = seal_month(chain, month(text), world.hours(), stand_in_hash);
  return made.ok() ? "" : made.error().reason;
}

TEST(SealedHours, months_are_sealed_one_after_another) {
  const World world = three_months();
  const SealChain chain = sealed(world, {"2025-01"});
  EXPECT_EQ(refusal_of(chain, "2025-03", world), "seal_order");
  EXPECT_EQ(refusal_of(chain, "2025-01", world), "seal_order");
  EXPECT_EQ(refusal_of(chain, "2025-02", world), "");
  EXPECT_EQ(chain[0].entries.size(), 2U);
  EXPECT_EQ(chain[0].previous, SealHash{});
}

TEST(SealedHours, a_month_without_hours_is_sealed_too_so_that_there_is_no_gap) {
  const World world = three_months();
  const SealChain chain = sealed(world, {"2025-01", "2025-02", "2025-03", "2025-04"});
  EXPECT_TRUE(chain[3].entries.empty());
  EXPECT_EQ(chain[3].previous, chain[2].hash);
  EXPECT_FALSE(first_broken_month(chain, stand_in_hash));
}

TEST(SealedHours, hours_that_nobody_attested_are_not_sealed) {
  World world = three_months();
  world.attend(5, bob, "2025-01", 15);
  EXPECT_EQ(refusal_of({}, "2025-01", world), "seal_unattested");
  EXPECT_TRUE(seal_month({}, month("2025-01"), world.hours(), stand_in_hash, {false}).ok());
}

TEST(FiguresOfGoinge, correcting_a_sealed_month_regenerates_every_later_month_with_a_change_list) {
  World world = three_months();
  const SealChain chain = sealed(world, {"2025-01", "2025-02", "2025-03"});
  world.attend(6, alice, "2025-04", 40, 3).attend(7, bob, "2025-02", 10);
  world.attend(8, alice, "2025-04", 0, 4).attest();
  EXPECT_EQ(refusal_of(chain, "2025-04", world), "seal_stale");
  const SealRepair repair = repair_seals(chain, world.hours(), stand_in_hash).value();
  ASSERT_EQ(repair.months.size(), 2U);
  EXPECT_EQ(repair.months[0].month, month("2025-02"));
  EXPECT_EQ(repair.months[0].revision, 2U);
  EXPECT_EQ(repair.months[0].previous, chain[0].hash);
  EXPECT_EQ(repair.months[1].previous, repair.months[0].hash);
  ASSERT_EQ(repair.changes.size(), 3U);
  EXPECT_EQ(repair.changes[0].participant, alice);
  EXPECT_EQ(repair.changes[0].minutes_before, 45U);
  EXPECT_EQ(repair.changes[0].minutes_after, 40U);
  EXPECT_EQ(repair.changes[1].minutes_before, 0U);
  EXPECT_EQ(repair.changes[2].month, month("2025-03"));
  EXPECT_EQ(repair.changes[2].minutes_after, 0U);
  const SealChain repaired = adopt(chain, repair);
  EXPECT_EQ(repaired.size(), 5U);
  EXPECT_EQ(repaired[0].state, SealState::sealed);
  EXPECT_EQ(repaired[1].state, SealState::superseded);
  EXPECT_EQ(repaired[2].state, SealState::superseded);
  EXPECT_FALSE(first_broken_month(shuffled(repaired), stand_in_hash));
  EXPECT_EQ(refusal_of(repaired, "2025-04", world), "");
  EXPECT_TRUE(repair_seals(repaired, world.hours(), stand_in_hash).value().months.empty());
  EXPECT_EQ(test::parsed(repair_json(repair))["changes"][0]["minutes_before"], 45);
  EXPECT_EQ(seal_json(shuffled(repaired)).text(), seal_json(repaired).text());
}

TEST(SealedHours, a_later_month_is_regenerated_though_its_own_minutes_stand) {
  World world = three_months();
  const SealChain chain = sealed(world, {"2025-01", "2025-02", "2025-03"});
  world.attend(6, alice, "2025-01", 61, 1).attest();
  const SealRepair repair = repair_seals(chain, world.hours(), stand_in_hash).value();
  EXPECT_EQ(repair.months.size(), 3U);
  EXPECT_EQ(repair.changes.size(), 1U);
  EXPECT_NE(repair.months[2].hash, chain[2].hash);
}

TEST(SealedHours, a_correction_that_nobody_attested_waits) {
  World world = three_months();
  const SealChain chain = sealed(world, {"2025-01", "2025-02"});
  world.attend(6, alice, "2025-01", 61, 1);
  EXPECT_EQ(repair_seals(chain, world.hours(), stand_in_hash).error().reason, "seal_unattested");
}

TEST(SealedHours, the_first_broken_month_is_found) {
  const World world = three_months();
  const SealChain chain = sealed(world, {"2025-01", "2025-02", "2025-03"});
  SealChain changed = chain;
  changed[1].entries[0].minutes += 1;
  EXPECT_EQ(first_broken_month(changed, stand_in_hash), month("2025-02"));
  changed[1].hash = stand_in_hash(seal_bytes(changed[1]));  // made to look right by itself
  EXPECT_EQ(first_broken_month(changed, stand_in_hash), month("2025-03"));
  EXPECT_EQ(refusal_of(changed, "2025-04", world), "seal_broken");
  EXPECT_EQ(repair_seals(changed, world.hours(), stand_in_hash).error().reason, "seal_broken");
  SealChain missing = {chain[0], chain[2]};
  EXPECT_EQ(first_broken_month(missing, stand_in_hash), month("2025-03"));
  SealChain headless = {chain[1], chain[2]};
  EXPECT_EQ(first_broken_month(headless, stand_in_hash), month("2025-02"));
  SealChain twice = chain;
  twice.push_back(chain[2]);
  EXPECT_EQ(first_broken_month(twice, stand_in_hash), month("2025-03"));
  EXPECT_FALSE(first_broken_month({}, stand_in_hash));
}

TEST(SealedHours, an_old_revision_cannot_be_put_back) {
  World world = three_months();
  const SealChain chain = sealed(world, {"2025-01", "2025-02"});
  world.attend(6, alice, "2025-02", 61, 3).attest();
  SealChain repaired = adopt(chain, repair_seals(chain, world.hours(), stand_in_hash).value());
  std::swap(repaired[1].state, repaired[2].state);
  EXPECT_EQ(first_broken_month(repaired, stand_in_hash), month("2025-02"));
}

// The bytes that docs/FIGURES.md specifies, with its example.
TEST(SealedHours, the_bytes_of_a_seal_are_those_of_the_specification) {
  SealedMonth sealed_month;
  sealed_month.month = month("2025-01");
  sealed_month.entries = {{id(11), month("2025-01"), 150, true}};
  std::string text;
  for (const std::uint8_t byte : seal_bytes(sealed_month)) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  EXPECT_EQ(text,
            "627279676761207061727469636970616e7420686f7572732031"  // the mark
            "d8fb0201"                                              // month 24300, revision 1
            "0000000000000000000000000000000000000000000000000000000000000000"
            "01"
            "0000000000000000000000000000000b"
            "960101");
}

}  // namespace
}  // namespace brygga::casework
