// The office as a process among processes: killed, stopped, and operated on while it serves.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "casework/casework.hpp"
#include "casework/schema.hpp"
#include "device/device.hpp"
#include "device/native/curl_transport.hpp"
#include "device/native/system_environment.hpp"
#include "support/office_process.hpp"

namespace brygga::testing {
namespace {

namespace checkin = casework::checkin;

class ServerProcess : public ::testing::Test {
 protected:
  ServerProcess() : office(BRYGGA_SERVER_PROGRAM, data.path()) {
    office.make_tenant("alpha");
    office.add_unit("alpha", "Hisingen");
    office.add_staff("alpha", "Alice", "coach", "Hisingen");
  }

  std::unique_ptr<Device> open_device(const std::string& name) {
    return Device::open(stores.path(name + ".db"), casework::schema(), clock, random).value();
  }
  std::unique_ptr<Device> enrolled_device(const std::string& name) {
    auto device = open_device(name);
    CurlTransport transport;
    const Status enrolled =
        device->enrol(transport, office.url(), "alpha", office.invite("alpha", "Alice"), name);
    EXPECT_TRUE(enrolled.ok()) << enrolled.error().what;
    EXPECT_TRUE(device->sync_once(transport).ok());
    return device;
  }

  // A participant of Alice's, whose case others of her devices receive.
  RowId add_participant(Device& device) {
    const RowId who = device.new_row_id();
    const Uuid alice = device.status()->replica.account;
    Change person{casework::participant::entity,
                  who,
                  casework::scope_of_case(who),
                  {},
                  {{casework::participant::first_name, std::string("Åsa")},
                   {casework::participant::last_name, std::string("Öberg")}},
                  {},
                  {}};
    Change member{casework::team_membership::entity,
                  device.new_row_id(),
                  casework::scope_of_case(who),
                  {},
                  {{casework::team_membership::participant, who.uuid},
                   {casework::team_membership::staff, alice},
                   {casework::team_membership::role, std::string("jobbcoach")},
                   {casework::team_membership::from_date, std::int64_t{20'000}},
                   {casework::team_membership::access,
                    std::string(casework::team_membership::sees_restricted)}},
                  {},
                  {}};
    WriteSet writes;
    writes.changes = {person, member};
    EXPECT_TRUE(device.write(writes).ok());
    return who;
  }
  RowId add_checkin(Device& device, const RowId& who) {
    const RowId row = device.new_row_id();
    WriteSet writes;
    writes.changes = {{checkin::entity,
                       row,
                       casework::scope_of_case(who),
                       {},
                       {{checkin::participant, who.uuid}, {checkin::at, std::int64_t{1}}},
                       {},
                       {}}};
    EXPECT_TRUE(device.write(writes).ok());
    return row;
  }
  static std::multiset<Uuid> checkins_of(Device& device) {
    std::multiset<Uuid> ids;
    const QueryResult result = device.query("SELECT id FROM checkin").value();
    for (const auto& row : result.rows) ids.insert(std::get<Uuid>(row.at(0)));
    return ids;
  }

  TemporaryFolder data;
  TemporaryFolder stores;
  SystemClock clock;
  SystemRandom random;
  OfficeProcess office;
};

TEST_F(ServerProcess, acknowledged_work_survives_kill_nine_and_nothing_is_doubled) {
  auto device = enrolled_device("alice");
  const RowId who = add_participant(*device);
  std::atomic<bool> is_over = false;
  std::atomic<int> saved = 0;
  std::multiset<Uuid> all;
  // Alice saves and syncs without pause, while the office is killed under her again and again.
  std::thread work([&] {
    CurlTransport transport;
    while (!is_over) {
      for (int i = 0; i < 5; ++i) all.insert(add_checkin(*device, who).uuid);
      saved += 5;
      (void)device->sync_once(transport);
    }
  });
  for (int kills = 0; kills < 8; ++kills) {
    const int before = saved;
    while (saved < before + 20) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(7 * kills));
    const EditNumber acknowledged = device->status()->replica.consumed;
    office.kill_hard();
    office.start();
    const Finished list = office.verb({"device", "list", "--tenant", "alpha", "--json"});
    ASSERT_EQ(list.exit_status, 0) << list.err;
    const std::string key = "\"consumed\": ";
    const std::size_t at = list.out.find(key);
    ASSERT_NE(at, std::string::npos);
    EXPECT_GE(std::stoull(list.out.substr(at + key.size())), acknowledged);
  }
  is_over = true;
  work.join();
  CurlTransport transport;
  ASSERT_TRUE(device->sync_once(transport).ok());
  auto other = enrolled_device("other");
  EXPECT_EQ(checkins_of(*other), all);
  EXPECT_EQ(checkins_of(*device), all);
  EXPECT_EQ(device->status()->outbox.unsent, 0U);
}

TEST_F(ServerProcess, sigterm_answers_who_waits_and_exits_zero) {
  auto device = enrolled_device("alice");
  std::atomic<bool> is_answered = false;
  std::thread waiting([&] {
    CurlTransport transport;
    is_answered = device->sync_round(transport, 50).ok();
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_FALSE(is_answered);
  const auto start = std::chrono::steady_clock::now();
  office.process().send_signal(SIGTERM);
  EXPECT_EQ(office.process().wait(), 0);
  waiting.join();
  EXPECT_TRUE(is_answered);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(9));
}

TEST_F(ServerProcess, what_an_operator_does_beside_the_server_reaches_a_waiting_device) {
  auto device = enrolled_device("alice");
  std::thread waiting([&] {
    CurlTransport transport;
    EXPECT_TRUE(device->sync_round(transport, 30).ok());
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const auto start = std::chrono::steady_clock::now();
  office.add_unit("alpha", "Angered");
  waiting.join();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(15));
  EXPECT_EQ(device->query("SELECT id FROM unit")->rows.size(), 2U);
}

TEST_F(ServerProcess, device_that_is_revoked_while_it_waits_is_told) {
  auto device = enrolled_device("alice");
  std::string reason;
  std::thread waiting([&] {
    CurlTransport transport;
    const auto round = device->sync_round(transport, 30);
    if (!round.ok()) reason = round.error().reason;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_EQ(office.verb({"device", "revoke", "--tenant", "alpha", "1"}).exit_status, 0);
  waiting.join();
  EXPECT_EQ(reason, "revoked_token");
}

TEST_F(ServerProcess, tenant_that_cannot_be_opened_does_not_keep_the_others_from_work) {
  office.process().send_signal(SIGTERM);
  office.process().wait();
  const std::string odd = data.path("tenants/odd.db");
  std::ofstream(odd) << std::string(10'000, 'x');
  office.start();
  enrolled_device("alice");
  EXPECT_EQ(read_file(odd), std::string(10'000, 'x'));
  const Finished verb = office.verb({"device", "list", "--tenant", "odd"});
  EXPECT_EQ(verb.exit_status, 1);
  EXPECT_NE(verb.err.find("odd.db"), std::string::npos) << verb.err;
}

TEST_F(ServerProcess, log_holds_no_token_code_or_name) {
  const std::string code = office.invite("alpha", "Alice");
  auto device = open_device("alice");
  CurlTransport transport;
  ASSERT_TRUE(device->enrol(transport, office.url(), "alpha", code, "Alice's tablet").ok());
  ASSERT_TRUE(device->sync_once(transport).ok());
  const std::string token = device->begin_round(0)->bearer_token;
  office.process().send_signal(SIGTERM);
  office.process().wait();
  const std::string log = read_file(data.path("log"));
  EXPECT_NE(log.find("enrolled"), std::string::npos);
  for (const std::string& secret : {code, token, std::string("Alice")}) {
    EXPECT_EQ(log.find(secret), std::string::npos);
  }
}

TEST_F(ServerProcess, verbs_explain_what_is_wrong_and_exit_so) {
  const auto verb = [&](std::vector<std::string> arguments) {
    return office.verb(std::move(arguments));
  };
  EXPECT_EQ(verb({"tenant", "create", "alpha"}).exit_status, 1);
  EXPECT_EQ(verb({"tenant", "create", "../beta"}).exit_status, 1);
  EXPECT_EQ(verb({"unit", "add", "--tenant", "alpha", "--name", "HISINGEN"}).exit_status, 1);
  EXPECT_EQ(verb({"device", "list", "--tenant", "nobody"}).exit_status, 1);
  EXPECT_EQ(verb({"device", "invite", "--tenant", "alpha", "--staff", "Mallory"}).exit_status, 1);
  EXPECT_EQ(verb({"device", "revoke", "--tenant", "alpha", "99"}).exit_status, 1);
  EXPECT_EQ(
      verb({"staff", "add", "--tenant", "alpha", "--name", "X", "--role", "boss"}).exit_status, 1);
  EXPECT_EQ(verb({"programme", "load", "--tenant", "alpha", "/nowhere.toml"}).exit_status, 1);
  EXPECT_EQ(verb({"device", "dance"}).exit_status, 2);
  EXPECT_EQ(verb({"device", "list"}).exit_status, 2);
  EXPECT_EQ(verb({"device", "list", "--help"}).exit_status, 0);
}

TEST_F(ServerProcess, programme_is_loaded_once_and_renewed) {
  const std::string file = BRYGGA_SOURCE_DIR "/core/casework/programmes/kompetenscenter.toml";
  for (int times = 0; times < 2; ++times) {
    const Finished loaded = office.verb({"programme", "load", "--tenant", "alpha", file});
    EXPECT_EQ(loaded.exit_status, 0) << loaded.err;
  }
  auto device = enrolled_device("alice");
  EXPECT_EQ(device->query("SELECT id FROM programme")->rows.size(), 1U);
  // Hisingen was there before, under the key that its name gave it.
  EXPECT_EQ(device->query("SELECT id FROM unit")->rows.size(), 4U);
}

TEST(ServerProgramme, check_tells_what_a_file_defines_or_every_mistake_without_an_office) {
  const auto check = [](const std::string& file) {
    return run({BRYGGA_SERVER_PROGRAM, "programme", "check", file});
  };
  for (const char* shipped :
       {"anpassade_roller", "goinge_forward", "kompetenscenter", "stadsmissionen", "trelleborg"}) {
    const Finished sound =
        check(std::string(BRYGGA_SOURCE_DIR "/core/casework/programmes/") + shipped + ".toml");
    EXPECT_EQ(sound.exit_status, 0) << sound.err;
    EXPECT_NE(sound.out.find("is sound"), std::string::npos) << sound.out;
    EXPECT_NE(sound.out.find("outcomes: "), std::string::npos) << sound.out;
  }
  const TemporaryFolder folder;
  const std::string file = folder.path("mine.toml");
  std::ofstream(file) << "format = 1\nprogrammes = 2\n[limit]\nmonths = 0\n";
  const Finished bad = check(file);
  EXPECT_EQ(bad.exit_status, 1);
  EXPECT_NE(bad.err.find("line 2, programmes: this key is not known"), std::string::npos)
      << bad.err;
  EXPECT_NE(bad.err.find("line 4, limit.months: this must be from 1 to 120"), std::string::npos)
      << bad.err;
  EXPECT_EQ(check(folder.path("missing.toml")).exit_status, 1);
}

TEST(ServerProgramme, check_gives_the_whole_definition_or_every_mistake_as_json) {
  const auto check = [](const std::string& file) {
    return run({BRYGGA_SERVER_PROGRAM, "programme", "check", file, "--json"});
  };
  const Finished sound = check(BRYGGA_SOURCE_DIR "/core/casework/programmes/stadsmissionen.toml");
  EXPECT_EQ(sound.exit_status, 0) << sound.err;
  const auto definition = nlohmann::json::parse(sound.out);
  EXPECT_EQ(definition["key"], "stadsmissionen");
  EXPECT_EQ(definition["outcomes"][0]["counts_as"], "work");
  EXPECT_EQ(definition["units"].size(), 6U);

  const TemporaryFolder folder;
  const std::string file = folder.path("mine.toml");
  std::ofstream(file) << "format = 1\nprogrammes = 2\n[limit]\nmonths = 0\n";
  const Finished bad = check(file);
  EXPECT_EQ(bad.exit_status, 1);
  const auto told = nlohmann::json::parse(bad.out);
  EXPECT_EQ(told["problems_count"], told["problems"].size());
  const auto has_months = std::any_of(
      told["problems"].begin(), told["problems"].end(), [](const nlohmann::json& problem) {
        return problem == nlohmann::json{{"line", 4},
                                         {"column", "limit.months"},
                                         {"code", "programme_range"},
                                         {"sentence", "this must be from 1 to 120"},
                                         {"sentence_sv", "Talet ska vara från 1 till 120."}};
      });
  EXPECT_TRUE(has_months) << bad.out;

  const Finished missing = check(folder.path("missing.toml"));
  EXPECT_EQ(missing.exit_status, 1);
  EXPECT_NE(missing.err.find("cannot be read"), std::string::npos) << missing.err;
}

}  // namespace
}  // namespace brygga::testing
