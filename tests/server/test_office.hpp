// An office for tests: a small schema, virtual time, seeded randomness, a folder that goes away.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "http/sync_exchange.hpp"
#include "office/office.hpp"
#include "storage/sqlite_tenant_store.hpp"

namespace brygga::server::test {

// Entities of the test schema.
inline constexpr EntityNumber person = 1;  // the accounts: name, roles, teams; grants 'T' of teams
inline constexpr EntityNumber note = 2;    // in scope 'T' of a team: text, tag, label
inline constexpr EntityNumber club = 3;    // opens the team of its own id to its members
inline constexpr FieldNumber club_name = 1;
inline constexpr FieldNumber club_members = 2;
inline constexpr FieldNumber person_name = 1;
inline constexpr FieldNumber person_teams = 3;
inline constexpr FieldNumber person_state = 4;
inline constexpr FieldNumber note_text = 1;
inline constexpr FieldNumber note_tag = 2;
inline constexpr FieldNumber note_labels = 3;

const Schema& schema();

class FixedClock final : public Clock {
 public:
  std::uint64_t unix_ms() override { return now_ms; }
  std::atomic<std::uint64_t> now_ms = 1'800'000'000'000;
};

// SplitMix64: the same numbers in every run.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::atomic<std::uint64_t> state_;
};

// A new folder below the system's for temporary files, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Uuid id_of(std::uint8_t number);
inline RowId row_id(std::uint8_t number) { return RowId{id_of(number)}; }
inline Scope team(std::uint8_t number) { return {'T', id_of(number)}; }

// Edits of the test schema.
Edit new_person(const RowId& id, const std::string& name, const std::vector<Uuid>& teams);
Edit leave(const RowId& who);
Edit new_club(const RowId& id, const std::vector<Uuid>& members);
Edit new_note(const RowId& id, const Scope& scope, const std::string& text);
Edit change_note(const RowId& id, const std::string& text, const std::vector<HeadRef>& base);

// A device as the office sees it: what it would keep, and requests as it would send them.
struct TestDevice {
  std::string token;
  DeviceNumber number;
  EditNumber sent = 0;
  Hlc time;
  Position position;
  std::vector<Scope> scopes;

  // The next transaction, of one part, stamped at now_ms.
  TransactionPart transaction(std::vector<Edit> edits, std::uint64_t now_ms);
  SyncRequest request(std::vector<TransactionPart> parts = {}) const;
};

// Tenant "alpha", in which Alice and Bob share team 1, and Bob alone has team 2.
class TestOffice {
 public:
  explicit TestOffice(std::function<void(std::function<void()>)> run = run_at_once());
  static std::function<void(std::function<void()>)> run_at_once();

  Office& office() { return *office_; }
  Tenant& tenant() { return *tenant_; }
  const RowId alice = row_id(201);
  const RowId bob = row_id(202);

  TestDevice enrol(const RowId& account);
  // One round with push and pull; the response, or why there is none.
  Result<SyncResponse> round(const TestDevice& device, const SyncRequest& request);
  // The device after it has found itself to be a copy: with a number and a token of its own.
  TestDevice renumbered(const TestDevice& device);
  // Rounds until there is nothing more; the rows that came. Fails the test on an error.
  std::vector<RowChange> catch_up(TestDevice& device);
  // Sends edits as one transaction and gives its receipt.
  Receipt send(TestDevice& device, std::vector<Edit> edits);

  FixedClock clock;
  SeededRandom random{42};
  TemporaryFolder folder;

 private:
  std::unique_ptr<Office> office_;
  std::shared_ptr<Tenant> tenant_;
};

}  // namespace brygga::server::test
