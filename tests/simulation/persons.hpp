// What persons do at their devices: open forms, leave them open, save from them, make rows, end
// memberships, try again after a crash. Everything they save is written into the journal together
// with what they had seen.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simulation/device_machine.hpp"
#include "simulation/journal.hpp"

namespace brygga::simulation {

// Texts that occur once in the world, so that each can be followed: "qz000017zq".
class Tokens {
 public:
  std::string next();

 private:
  std::uint64_t count_ = 0;
};

class Persons {
 public:
  Persons(Trace& trace, const Plan& plan, Journal& journal, Tokens& tokens,
          std::vector<RowId> accounts, std::function<void(const std::string&)> report, Dice dice);

  // One action at the device, which must be up.
  void act(DeviceMachine& machine);
  // Whoever was cut off by a crash or a full disk tries again, or leaves it.
  void come_back(DeviceMachine& machine);
  // Whoever held forms or an intention there does not any more: the tablet is another.
  void leave(const DeviceMachine& machine);

 private:
  // A record on the screen, as it was when it was opened.
  struct Form {
    EntityNumber entity = 0;
    RowId row;
    RowView view;
  };
  struct Intention {
    WriteSet writes;
    std::size_t transaction = 0;  // in the journal
  };

  void open_form(DeviceMachine& machine);
  void save_form(DeviceMachine& machine);
  void save_pair(DeviceMachine& machine);
  void make_card(DeviceMachine& machine);
  void make_visit(DeviceMachine& machine);
  void make_booking(DeviceMachine& machine);
  void end_booking(DeviceMachine& machine);
  void make_secret(DeviceMachine& machine);
  void make_memo(DeviceMachine& machine);
  void make_notices(DeviceMachine& machine);
  void make_extra(DeviceMachine& machine);
  void add_member(DeviceMachine& machine);
  void end_membership(DeviceMachine& machine);
  void sign_visit(DeviceMachine& machine);
  void delete_row(DeviceMachine& machine);
  void move_memo(DeviceMachine& machine);
  void trespass(DeviceMachine& machine);
  void repeat(DeviceMachine& machine);
  void look(DeviceMachine& machine);

  std::optional<Form> read(DeviceMachine& machine, EntityNumber entity, const RowId& row);
  std::vector<Uuid> ids(DeviceMachine& machine, const std::string& sql);
  std::optional<Uuid> any_id(DeviceMachine& machine, const std::string& sql);
  void change_field(const Form& form, const FieldDef& field, bool is_blind, Change& change);
  std::string changed_text(const RowView& view, FieldNumber field);
  Change new_row(DeviceMachine& machine, EntityNumber entity, const Scope& scope,
                 std::vector<Change::Assignment> assign);
  void save(DeviceMachine& machine, std::vector<Change> changes,
            const std::map<std::size_t, Form>& forms);
  void run(DeviceMachine& machine, const Intention& intention, bool is_repeat);

  Trace& trace_;
  const Plan& plan_;
  Journal& journal_;
  Tokens& tokens_;
  const std::vector<RowId> accounts_;
  const std::function<void(const std::string&)> report_;
  Dice dice_;
  std::map<int, std::vector<Form>> forms_;        // by device: held open
  std::map<int, std::optional<Intention>> last_;  // by device: may be repeated
};

}  // namespace brygga::simulation
