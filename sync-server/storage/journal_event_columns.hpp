// Events as rows of SQLite tables: the same columns in the journal and in the queue of a tenant's
// database. Belongs to its Database's thread.
#pragma once

#include <string>

#include "storage/journal_event.hpp"
#include "store/database.hpp"

namespace brygga::server {

// Definitions, for CREATE TABLE, and names, for SELECT and INSERT, in the same order.
std::string journal_event_definitions();
std::string journal_event_names();
std::string journal_event_marks();  // "?, ?, ..."

void bind_event(Statement& statement, const JournalEvent& event);
// The columns from 0 on. The error has code corrupt.
Result<JournalEvent> read_event(const Statement& statement, const std::string& path);

// Journaled values are states, which are texts, and integers: columns hold them as they are.
void bind_journaled(Statement& statement, int at, const Value& value);
Value read_journaled(const Statement& statement, int column);

}  // namespace brygga::server
