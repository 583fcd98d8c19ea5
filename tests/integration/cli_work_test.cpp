// What a coach does with `brygga`, from the one-time code to the second tablet, against a real
// office.

#include <signal.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

#include "integration/cli_world.hpp"

namespace brygga::testing {
namespace {

using nlohmann::json;

class CliWork : public CliWorld {};

// Asks again until it is so, for at most ten seconds.
bool becomes_true(const std::function<bool()>& is_so) {
  for (int attempt = 0; attempt < 200; ++attempt) {
    if (is_so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

std::vector<std::string> states_of(const json& receipts) {
  std::vector<std::string> states;
  for (const json& receipt : receipts.at("receipts")) states.push_back(receipt.at("state"));
  return states;
}

TEST_F(CliWork, what_is_on_the_device_is_found_offline_by_words_and_digits) {
  enrol("alice");
  office().kill_hard();
  record_intake("alice");
  ASSERT_EQ(brygga("alice", {"note", "Öberg", "Vill till vården."}).exit_status, exit_done);
  const json by_name = brygga_json("alice", {"search", "asa"});
  EXPECT_EQ(by_name.at("total"), 1);
  EXPECT_EQ(by_name.at("hits").at(0).at("name"), "Åsa Öberg");
  const json by_word = brygga_json("alice", {"search", "varden"});
  EXPECT_EQ(by_word.at("hits").at(0).at("kind"), "note");
  EXPECT_EQ(by_word.at("hits").at(0).at("excerpt"), "Vill till vården.");
  EXPECT_EQ(brygga_json("alice", {"search", "varden", "--kind", "participant"}).at("total"), 0);
  EXPECT_NE(brygga("alice", {"search", "varden"}).out.find("Vill till vården."), std::string::npos);
  const auto nothing = brygga("alice", {"search", "nobody"});
  EXPECT_EQ(nothing.exit_status, exit_done);
  EXPECT_NE(nothing.err.find("Nothing on this device fits \"nobody\"."), std::string::npos);
}

TEST_F(CliWork, what_is_due_today_is_shown_offline) {
  enrol("alice");
  office().kill_hard();
  const auto free = brygga("alice", {"today"});
  EXPECT_EQ(free.exit_status, exit_done);
  EXPECT_NE(free.err.find("Nothing waits for you today"), std::string::npos) << free.err;
  const std::string who = record_intake("alice");
  const json task = {{"participant", who}, {"title", "Ring Linden"}, {"due", "2026-01-15"}};
  brygga_json("alice", {"call", "task.add", task.dump()});
  const auto busy = brygga("alice", {"today"});
  EXPECT_NE(busy.out.find("2026-01-15  task, overdue  Åsa Öberg  Ring Linden"), std::string::npos)
      << busy.out;
  EXPECT_NE(busy.err.find("2 changes not sent yet"), std::string::npos) << busy.err;
  EXPECT_EQ(brygga_json("alice", {"today"}).at("tasks").size(), 1U);
}

TEST_F(CliWork, work_done_offline_reaches_a_second_device_with_a_receipt_for_each_change) {
  enrol("alice");
  office().kill_hard();

  record_intake("alice");
  ASSERT_EQ(
      brygga("alice", {"checkin", "Åsa", "--attended", "225", "--planned", "240"}).exit_status,
      exit_done);
  ASSERT_EQ(brygga("alice", {"note", "Öberg", "Vill till vården."}).exit_status, exit_done);
  EXPECT_EQ(states_of(brygga_json("alice", {"receipts"})),
            (std::vector<std::string>{"saved", "saved", "saved"}));
  EXPECT_EQ(brygga("alice", {"sync"}).exit_status, exit_offline);
  EXPECT_EQ(brygga_json("alice", {"status"}).at("unsent"), 3);

  office().start();
  ASSERT_EQ(brygga("alice", {"sync"}).exit_status, exit_done);
  EXPECT_EQ(brygga_json("alice", {"status"}).at("unsent"), 0);
  EXPECT_EQ(states_of(brygga_json("alice", {"receipts"})),
            (std::vector<std::string>{"received", "received", "received"}));

  enrol("second");
  const json shown = brygga_json("second", {"participants", "show", "Åsa Öberg"});
  EXPECT_EQ(shown.at("checkins").at(0).at("attended_minutes"), 225);
  EXPECT_EQ(shown.at("notes").at(0).at("body"), "Vill till vården.");
}

TEST_F(CliWork, limit_of_eighteen_months_is_shown_at_intake) {
  enrol("alice");
  const Finished intake = brygga("alice", {"intake", "--first-name", "Åsa", "--last-name", "Öberg",
                                           "--unit", "hisingen", "--start", "2025-05-31"});
  ASSERT_EQ(intake.exit_status, exit_done) << intake.err;
  EXPECT_NE(intake.out.find("2026-11-30"), std::string::npos) << intake.out;
  EXPECT_NE(intake.err.find("sent at the next sync"), std::string::npos) << intake.err;
}

TEST_F(CliWork, participant_is_found_by_name_number_and_id) {
  enrol("alice");
  const std::string id = record_intake("alice");
  for (const std::string& who : {std::string("åsa"), std::string("850709-9805"),
                                 std::string("198507099805"), id, id.substr(0, 13)}) {
    EXPECT_EQ(brygga_json("alice", {"participants", "show", who}).value("id", ""), id) << who;
  }
}

TEST_F(CliWork, several_that_fit_are_listed_and_none_is_chosen) {
  enrol("alice");
  for (const char* name : {"Öberg", "Åberg"}) {
    ASSERT_EQ(brygga("alice", {"participants", "add", "--first-name", "Åsa", "--last-name", name})
                  .exit_status,
              exit_done);
  }
  const Finished ambiguous = brygga("alice", {"note", "Åsa", "x"});
  EXPECT_EQ(ambiguous.exit_status, exit_not_found);
  EXPECT_NE(ambiguous.err.find("Åsa Öberg"), std::string::npos);
  EXPECT_NE(ambiguous.err.find("Åsa Åberg"), std::string::npos);
  EXPECT_EQ(brygga("alice", {"note", "Nobody", "x"}).exit_status, exit_not_found);
  EXPECT_EQ(brygga("alice", {"note", "Åsa Öberg", "x"}).exit_status, exit_done);
}

TEST_F(CliWork, unknown_code_says_so_and_leaves_the_store_free) {
  const Finished refused =
      brygga("alice", {"enrol", office().url(), "--tenant", "goteborg", "--code", "AAAA-BBBB"});
  EXPECT_EQ(refused.exit_status, exit_failed) << refused.err;
  EXPECT_NE(refused.err.find("code"), std::string::npos) << refused.err;
  enrol("alice");
}

TEST_F(CliWork, used_and_expired_codes_are_refused_each_with_its_reason) {
  const std::string used = office().invite("goteborg", "Alice Andersson");
  const std::vector<std::string> enrolment = {"enrol",    office().url(), "--tenant",
                                              "goteborg", "--code",       used};
  ASSERT_EQ(brygga("first", enrolment).exit_status, exit_done);
  const json again = brygga_json("second", enrolment, exit_failed);
  EXPECT_EQ(again.at("error").at("code"), "used_code") << again;

  const Finished invited = office().verb({"device", "invite", "--tenant", "goteborg", "--staff",
                                          "Alice Andersson", "--hours", "0.00001", "--json"});
  ASSERT_EQ(invited.exit_status, 0) << invited.err;
  const std::string expired = json::parse(invited.out).at("code");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const json late = brygga_json(
      "third", {"enrol", office().url(), "--tenant", "goteborg", "--code", expired}, exit_failed);
  EXPECT_EQ(late.at("error").at("code"), "expired_code") << late;
}

TEST_F(CliWork, enrolling_without_an_office_is_offline) {
  office().kill_hard();
  EXPECT_EQ(brygga("alice", {"enrol", office().url(), "--tenant", "goteborg", "--code", "AAAA"})
                .exit_status,
            exit_offline);
}

TEST_F(CliWork, revoked_device_keeps_its_work_and_says_why) {
  enrol("alice");
  record_intake("alice");
  const Finished revoked = office().verb({"device", "revoke", "--tenant", "goteborg", "1"});
  ASSERT_EQ(revoked.exit_status, 0) << revoked.err;
  const Finished synced = brygga("alice", {"sync"});
  EXPECT_EQ(synced.exit_status, exit_failed) << synced.err;
  EXPECT_EQ(brygga_json("alice", {"status"}).at("unsent"), 1);
  const Finished watched = brygga("alice", {"sync", "--watch"});
  EXPECT_EQ(watched.exit_status, exit_failed) << watched.err;
}

TEST_F(CliWork, watch_sends_what_another_process_saved_and_ends_on_sigterm) {
  enrol("alice");
  Process watch(command("alice", {"sync", "--watch"}), folder().path("watch.log"));
  record_intake("alice");
  EXPECT_TRUE(becomes_true([&] { return brygga_json("alice", {"status"}).at("unsent") == 0; }))
      << read_file(folder().path("watch.log"));
  watch.send_signal(SIGTERM);
  EXPECT_EQ(watch.wait(), exit_done);
  const std::string log = read_file(folder().path("watch.log"));
  EXPECT_NE(log.find("sent"), std::string::npos) << log;
}

TEST_F(CliWork, watch_says_once_that_the_office_is_gone_and_goes_on_when_it_is_back) {
  enrol("alice");
  Process watch(command("alice", {"sync", "--watch"}), folder().path("watch.log"));
  const auto log = [&] { return read_file(folder().path("watch.log")); };
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  office().kill_hard();
  EXPECT_TRUE(becomes_true([&] { return log().find("cannot be reached") != std::string::npos; }));
  record_intake("alice");
  office().start();
  EXPECT_TRUE(becomes_true([&] { return brygga_json("alice", {"status"}).at("unsent") == 0; }))
      << log();
  watch.send_signal(SIGINT);
  EXPECT_EQ(watch.wait(), exit_done);
  EXPECT_NE(log().find("can be reached again"), std::string::npos) << log();
}

TEST_F(CliWork, import_takes_all_or_nothing_and_names_every_bad_line) {
  enrol("alice");
  const std::string path = folder().path("deltagare.csv");
  const std::string header = "förnamn;efternamn;personnummer;enhet;coach;startdatum;stadsdel\n";
  std::ofstream(path) << header << "Åsa;Öberg;850709-9805;Hisingen;Alice Andersson;2026-01-31;\n"
                      << "Åke;Ål;850709-9806;Hisingen;Alice Andersson;2026-01-31;\n"
                      << "Örjan;Ek;;Nowhere;Alice Andersson;2026-02-30;\n";
  const Finished refused = brygga("alice", {"import", path});
  EXPECT_EQ(refused.exit_status, exit_failed);
  EXPECT_NE(refused.err.find('3'), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find('4'), std::string::npos) << refused.err;
  EXPECT_EQ(brygga_json("alice", {"participants"}).at("total"), 0);

  std::ofstream(path, std::ios::trunc)
      << header << "Åsa;Öberg;850709-9805;Hisingen;Alice Andersson;2026-01-31;\n";
  EXPECT_EQ(brygga_json("alice", {"import", path, "--dry-run"}).at("dry_run"), true);
  EXPECT_EQ(brygga_json("alice", {"participants"}).at("total"), 0);
  ASSERT_EQ(brygga("alice", {"import", path}).exit_status, exit_done);
  EXPECT_EQ(brygga_json("alice", {"participants"}).at("total"), 1);
  EXPECT_EQ(brygga("alice", {"import", folder().path("none.csv")}).exit_status, exit_failed);
}

TEST_F(CliWork, report_shows_both_shares_and_no_data_where_nobody_has_finished) {
  enrol("alice");
  record_intake("alice");
  Finished report = brygga("alice", {"report"});
  ASSERT_EQ(report.exit_status, exit_done) << report.err;
  EXPECT_NE(report.out.find("no data yet"), std::string::npos) << report.out;

  ASSERT_EQ(brygga("alice", {"outcome", "Åsa", "work", "--from", "2025-10-01"}).exit_status,
            exit_done);
  ASSERT_EQ(brygga("alice", {"finish", "Åsa", "--on", "2025-10-01"}).exit_status, exit_done);
  report = brygga("alice", {"report"});
  EXPECT_NE(report.out.find("100.0 %"), std::string::npos) << report.out;
  EXPECT_NE(report.out.find("Angered"), std::string::npos) << report.out;
}

TEST_F(CliWork, a_line_that_is_repeated_with_its_command_id_saves_once) {
  enrol("alice");
  record_intake("alice");
  const std::string id = "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
  for (int time = 0; time < 2; ++time) {
    ASSERT_EQ(brygga("alice", {"note", "Åsa", "Kom i tid.", "--command-id", id}).exit_status,
              exit_done);
  }
  EXPECT_EQ(brygga_json("alice", {"participants", "show", "Åsa"}).at("notes_total"), 1);
  EXPECT_EQ(brygga("alice", {"note", "Åsa", "Annat.", "--command-id", "nonsense"}).exit_status,
            exit_failed);
}

TEST_F(CliWork, note_that_two_changed_in_different_places_becomes_one_without_asking) {
  enrol("alice");
  const std::string who = record_intake("alice");
  ASSERT_EQ(brygga("alice", {"note", "Åsa", "Kom i tid och var glad."}).exit_status, exit_done);
  ASSERT_EQ(brygga("alice", {"sync"}).exit_status, exit_done);
  enrol("second");
  for (const auto& [name, body] : {std::pair("alice", "Kom lite sent och var glad."),
                                   std::pair("second", "Kom i tid och var mycket trött.")}) {
    const json note = brygga_json(name, {"participants", "show", who}).at("notes").at(0);
    const json input = {{"note", note.at("id")}, {"version", note.at("version")}, {"body", body}};
    ASSERT_EQ(brygga(name, {"call", "note.edit", input.dump()}).exit_status, exit_done);
  }
  for (const char* name : {"alice", "second", "alice"}) {
    ASSERT_EQ(brygga(name, {"sync"}).exit_status, exit_done);
  }
  for (const char* name : {"alice", "second"}) {
    const json note = brygga_json(name, {"participants", "show", who}).at("notes").at(0);
    EXPECT_EQ(note.at("body"), "Kom lite sent och var mycket trött.") << name;
    EXPECT_TRUE(brygga_json(name, {"inbox"}).at("conflicts").empty()) << name;
  }
  EXPECT_EQ(brygga_json("second", {"receipts"}).at("receipts").at(0).at("state"), "merged");
}

TEST_F(CliWork, conflict_is_shown_with_both_values_and_settled_by_a_person) {
  enrol("alice");
  const std::string who = record_intake("alice");
  ASSERT_EQ(brygga("alice", {"sync"}).exit_status, exit_done);
  enrol("second");
  // Both change the district from the same version, neither knowing of the other.
  for (const auto& [name, district] :
       {std::pair("alice", "Majorna"), std::pair("second", "Angered")}) {
    const json shown = brygga_json(name, {"participants", "show", who});
    const json input = {
        {"participant", who}, {"version", shown.at("version")}, {"district", district}};
    ASSERT_EQ(brygga(name, {"call", "participant.update", input.dump()}).exit_status, exit_done);
  }
  for (const char* name : {"alice", "second", "alice"}) {
    ASSERT_EQ(brygga(name, {"sync"}).exit_status, exit_done);
  }
  const Finished inbox = brygga("alice", {"inbox"});
  EXPECT_NE(inbox.out.find("Majorna"), std::string::npos) << inbox.out;
  EXPECT_NE(inbox.out.find("Angered"), std::string::npos) << inbox.out;
  const json conflict = brygga_json("alice", {"inbox"}).at("conflicts").at(0);
  for (const json& contender : conflict.at("contenders")) {
    EXPECT_TRUE(contender.at("by").is_string()) << contender;
    EXPECT_EQ(contender.at("device").is_string(), !contender.at("own").get<bool>()) << contender;
  }
  const Finished blind =
      brygga("alice", {"inbox", "keep", who, conflict.at("name"), "0", "--seen", "other"});
  EXPECT_EQ(blind.exit_status, exit_failed);
  EXPECT_NE(blind.err.find("since you looked"), std::string::npos) << blind.err;
  const std::string option = "--seen ";
  const std::string seen = inbox.out.substr(inbox.out.find(option) + option.size(), 6);
  const Finished kept =
      brygga("alice", {"inbox", "keep", who, conflict.at("name"), "0", "--seen", seen});
  ASSERT_EQ(kept.exit_status, exit_done) << kept.err;
  EXPECT_TRUE(brygga_json("alice", {"inbox"}).at("conflicts").empty());
}

}  // namespace
}  // namespace brygga::testing
