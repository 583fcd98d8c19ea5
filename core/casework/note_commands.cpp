#include "casework/case_commands.hpp"
#include "casework/casework.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

Result<Json> save_note(Call& call, const RowId& row, Change change) {
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return call.save(std::move(changes), {{"note", to_string(row.uuid)}});
}

Result<Json> write_note(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  const RowId row = call.new_row_id();
  return save_note(call, row,
                   note_change(call, person.id(), row, call.arguments.text("body"),
                               call.arguments.is_set("sign")));
}

// The note that an argument names, unless its person saw it signed. Who saw a draft may change it
// still: then the store makes an addendum of that.
Result<Record> draft_note(Call& call) {
  BRYGGA_ASSIGN(Record found, call.record("note", note::entity));
  const std::string seen = call.arguments.text("version");
  const bool saw_a_draft = !seen.empty() && seen != found.version();
  if (found.text(note::status) == "signed" && !saw_a_draft) {
    return call.fault("note", "note_signed",
                      {"This note is signed and no longer changes; write a new one that says what "
                       "was wrong.",
                       "Anteckningen är signerad och ändras inte längre; skriv en ny som säger vad "
                       "som var fel."});
  }
  return found;
}

Result<Json> edit_note(Call& call) {
  BRYGGA_ASSIGN(const Record found, draft_note(call));
  Change change = change_of(found, call.arguments.text("version"));
  assign(change, note::body, call.arguments.text("body"));
  return save_note(call, found.id(), std::move(change));
}

Result<Json> sign_note(Call& call) {
  BRYGGA_ASSIGN(const Record found, draft_note(call));
  Change change = change_of(found, call.arguments.text("version"));
  assign(change, note::status, std::string("signed"));
  return save_note(call, found.id(), std::move(change));
}

}  // namespace

Change note_change(Call& call, const RowId& who, const RowId& row, const std::string& body,
                   bool is_signed) {
  Change change = creation(note::entity, row, scope_of_case(who));
  assign(change, note::participant, who.uuid);
  assign(change, note::body, body);
  assign(change, note::written_by, call.self.account);
  assign(change, note::written_at, static_cast<std::int64_t>(call.now_ms()));
  assign(change, note::status, std::string(is_signed ? "signed" : "draft"));
  return change;
}

std::vector<Definition> note_commands() {
  return {
      {"note.write",
       true,
       "Writes a note about a participant, as a draft or signed at once.",
       {required(id("participant")), required(prose("body", note_bytes_max)), flag("sign")},
       write_note},
      {"note.edit",
       true,
       "Changes a draft, from the version shown.",
       {required(id("note")), required(prose("body", note_bytes_max)),
        required(version("version"))},
       edit_note},
      {"note.sign",
       true,
       "Signs a draft as it was shown; it then no longer changes.",
       {required(id("note")), required(version("version"))},
       sign_note},
  };
}

std::vector<AnswerDef> answers_of_note_commands() {
  return {
      {"note.write", {{"note", id()}}},
      {"note.edit", {{"note", id()}}},
      {"note.sign", {{"note", id()}}},
  };
}

}  // namespace brygga::casework
