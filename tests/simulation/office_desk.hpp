// What the office itself does: it makes persons, puts them into groups, closes accounts, ends
// memberships, writes notices and gives out codes. All of it goes into the journal.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simulation/journal.hpp"
#include "simulation/office_machine.hpp"
#include "simulation/persons.hpp"
#include "simulation/plan.hpp"

namespace brygga::simulation {

class OfficeDesk {
 public:
  OfficeDesk(OfficeMachine& office, std::string office_path, Trace& trace, const Plan& plan,
             Journal& journal, Tokens& tokens, std::function<void(const std::string&)> report,
             Dice dice);

  // The persons of the world and the groups that they may be in.
  void set_up(const std::vector<RowId>& accounts);
  // One action, if the office is up.
  void act();
  // After the office came up: whether what was cut off by its crash has been done.
  void settle();
  // A code for a device of the account; nothing when none can be had now.
  std::optional<std::string> invite(const RowId& account);
  // After the office's database was put back: what it knows of the desk's own work is another.
  void start_over();
  // Agrees to a restore that the office does not dare to act upon.
  void confirm_restore();
  // Erases a row for ever.
  void erase();
  // The device is turned away from now on, or was not reached.
  void revoke(DeviceNumber device);
  // Somebody has seen who has the copies of stores that may only send: they are given everything.
  void confirm_copies();

 private:
  void write(std::vector<Edit> edits);
  void change_groups();
  void change_role();
  void reset_extreme();
  void change_account();
  void change_membership();
  void write_notices();
  std::vector<RowState> rows(EntityNumber entity);

  OfficeMachine& office_;
  const std::string path_;
  Trace& trace_;
  const Plan& plan_;
  Journal& journal_;
  Tokens& tokens_;
  const std::function<void(const std::string&)> report_;
  Dice dice_;
  std::vector<RowId> accounts_;
  std::vector<Uuid> groups_;
  std::uint64_t edits_ = 0;                          // of the office itself so far
  std::map<std::uint64_t, std::uint64_t> edits_of_;  // the same by the number that it had
  std::optional<std::size_t> open_;  // a transaction of the journal whose fate is not known
};

}  // namespace brygga::simulation
