#include "store/query.hpp"

#include <sqlite3.h>

namespace brygga {
namespace {

// Into a value that is used for row after row, so that a text keeps its memory.
void take_value(const Statement& statement, int column, Value& to) {
  switch (statement.column_type(column)) {
    case SQLITE_INTEGER:
      to = statement.integer(column);
      break;
    case SQLITE_FLOAT:
      to = statement.real(column);
      break;
    case SQLITE_TEXT:
      if (auto* text = std::get_if<std::string>(&to)) {
        text->assign(statement.text(column));
      } else {
        to.emplace<std::string>(statement.text(column));
      }
      break;
    case SQLITE_BLOB: {
      const ByteView view = statement.blob(column);
      if (const auto uuid = uuid_from_bytes(view)) {
        to = *uuid;
      } else {
        to.emplace<Bytes>(view.begin(), view.end());
      }
      break;
    }
    default:
      to = std::monostate{};
  }
}

void bind_parameter(Statement& statement, int at, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    statement.bind(at, std::string_view(*text));
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    statement.bind(at, *integer);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    statement.bind(at, static_cast<std::int64_t>(*flag));
  } else if (const auto* real = std::get_if<double>(&value)) {
    statement.bind(at, *real);
  } else if (const auto* uuid = std::get_if<Uuid>(&value)) {
    statement.bind(at, *uuid);
  } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
    statement.bind(at, ByteView(*bytes));
  } else {
    statement.bind_null(at);
  }
}

Error bad_query(const char* what) {
  return {ErrorCode::invalid, std::string("The query ") + what + ".", false, "bad_query"};
}

// While a query is prepared: SELECT may read, and nothing else is allowed. A PRAGMA or ATTACH would
// otherwise pass for reading and still change the connection.
class OnlySelect {
 public:
  OnlySelect(sqlite3* database, QueryReach reach) : database_(database), reach_(reach) {
    sqlite3_set_authorizer(database_, judge, this);
  }
  OnlySelect(const OnlySelect&) = delete;
  OnlySelect& operator=(const OnlySelect&) = delete;
  ~OnlySelect() { sqlite3_set_authorizer(database_, nullptr, nullptr); }
  bool has_denied() const { return has_denied_; }

 private:
  static int judge(void* user, int action, const char*, const char* column, const char* schema,
                   const char* view) {
    auto* self = static_cast<OnlySelect*>(user);
    const bool is_reading = action == SQLITE_SELECT || action == SQLITE_READ ||
                            action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE;
    if (is_reading && self->reaches(action, column, schema, view)) return SQLITE_OK;
    self->has_denied_ = true;
    return SQLITE_DENY;
  }
  // Whether it may read there. What lies in `temp` was put there for the query. Of a view that is
  // asked for none of its columns SQLite no longer knows that it was one.
  bool reaches(int action, const char* column, const char* schema, const char* view) const {
    if (reach_ == QueryReach::tables || action != SQLITE_READ || view != nullptr) return true;
    if (column != nullptr && *column == '\0') return true;
    return schema != nullptr && std::string_view(schema) == "temp";
  }
  sqlite3* database_;
  QueryReach reach_;
  bool has_denied_ = false;
};

Result<Statement> prepare_select(Database& database, std::string_view sql, QueryReach reach) {
  OnlySelect only_select(database.handle(), reach);
  std::string_view rest;
  auto statement = database.prepare(sql, &rest);
  if (only_select.has_denied()) {
    return bad_query("would change the store; only SELECT may be run");
  }
  if (!statement) {
    return statement;
  }
  // What follows may be blank or a comment: then nothing comes of it.
  if (!rest.empty()) {
    auto second = database.prepare(rest);
    if (!second || second->is_there()) return bad_query("is more than one statement");
  }
  // Empty text and comments prepare to nothing.
  if (!statement->is_there() || statement->columns() == 0 || !statement->is_read_only()) {
    return bad_query("is no SELECT");
  }
  return statement;
}

}  // namespace

Status run_query(Database& database, std::string_view sql, const std::vector<Value>& parameters,
                 std::vector<std::string>* columns, const RowCallback& on_row, QueryReach reach) {
  BRYGGA_ASSIGN(Statement statement, prepare_select(database, sql, reach));
  if (static_cast<std::size_t>(statement.parameters()) > parameters.size()) {
    return bad_query("has more parameters than were given");
  }
  for (int at = 1; at <= statement.parameters(); ++at) {
    bind_parameter(statement, at, parameters[static_cast<std::size_t>(at - 1)]);
  }
  const int count = statement.columns();
  if (columns != nullptr) {
    for (int i = 0; i < count; ++i) columns->push_back(statement.column_name(i));
  }
  std::vector<Value> row(static_cast<std::size_t>(count));
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, statement.step());
    if (!has_row) return {};
    for (int i = 0; i < count; ++i) take_value(statement, i, row[static_cast<std::size_t>(i)]);
    if (!on_row(row)) return {};
  }
}

Result<std::unique_ptr<QueryRunner>> QueryRunner::open(const std::string& path,
                                                       const Schema& schema) {
  auto runner = std::make_unique<QueryRunner>();
  BRYGGA_ASSIGN(runner->database_, Database::open(path, Database::Mode::read_only));
  // Nothing of the content in temporary files.
  BRYGGA_TRY(runner->database_.execute("PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192"));
  BRYGGA_ASSIGN(runner->data_version_, runner->database_.prepare("PRAGMA data_version"));
  BRYGGA_ASSIGN(runner->search_, Search::open(runner->database_, schema));
  return runner;
}

Result<std::int64_t> QueryRunner::data_version() {
  const RowLoop loop(data_version_);
  BRYGGA_ASSIGN(const bool has_row, data_version_.step());
  return has_row ? data_version_.integer(0) : 0;
}

}  // namespace brygga
