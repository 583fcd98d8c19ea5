// What the merge rules promise, in the simplest words: all transactions that the office decided, in
// the order of its decisions, applied to plain lists of heads. Written apart from the engine, so
// that the same mistake is not made twice. From it follow what every field must hold, what must be
// in history, which receipt is true, and who was allowed to see what and when.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/schema.hpp"
#include "simulation/journal.hpp"
#include "simulation/raw_store.hpp"

namespace brygga::simulation {

// A transaction that the office decided, with what the journal knows of it.
struct Decided {
  const WrittenTransaction* written = nullptr;
  RawStamp stamp;
  std::uint64_t seq = 0;
  std::uint64_t first = 0;
  int code = 0;  // as the office's receipt says; 3: refused
  std::string refusal;
  std::string account;  // of the writer; empty: the office
  int line = -1;        // of saves, in which it was decided: what it names by number is there
  // All lines that have it (copied_stores.hpp), and where; none of the office.
  struct Holder {
    int line = 0;
    std::uint64_t first = 0;
    bool is_refused = false;  // to this copy, as too old; the office had it from another
  };
  std::vector<Holder> holders = {};
};

// A time span in commits: from `from` on, before `until`.
struct Span {
  std::uint64_t from = 0;
  std::uint64_t until = ~0ULL;
};

// A value that the office has had, and where.
struct ValueLife {
  std::string value;
  RawScope scope;
  Span span;  // while it was a head
};

class Model {
 public:
  // office: for what the office's own merges of texts became, which the model does not repeat.
  // accounts: of persons.
  Model(const Schema& schema, const std::vector<std::string>& accounts, const RawOffice& office,
        std::function<void(const std::string&)> report);

  // In the order of decisions.
  void decide(const Decided& decided);
  // After the last one; what is left open until then is compared.
  void finish();

  struct Head {
    RawStamp stamp;
    RawValue value;
    std::uint64_t since = 0;  // commit
  };
  struct Field {
    std::vector<Head> heads;
  };
  struct Row {
    RawScope scope;
    RawStamp moved, deleted;  // zeros: never
    std::vector<Field> fields;
  };
  const std::map<std::pair<int, std::string>, Row>& rows() const { return rows_; }
  const std::vector<RawHistory>& history() const { return history_; }
  // Every value that ever was a head at the office.
  const std::vector<ValueLife>& lives() const { return lives_; }
  // Words of refused saves that whoever holds the scope now must find there.
  const std::vector<std::pair<RawScope, std::string>>& handed_over() const { return handed_over_; }
  std::size_t late_rows() const { return late_rows_; }
  // When the account could see the scope.
  const std::vector<Span>& sight(const std::string& account, const RawScope& scope) const;
  std::set<RawScope> scopes_of(const std::string& account) const;

  // The value that the heads show.
  RawValue shown(int entity_number, int number, const Field& state) const;

 private:
  using RowName = std::pair<int, std::string>;
  struct Access {
    bool is_open = true;
    std::set<std::string> roles;
    std::set<RawScope> scopes;
  };

  using Base = std::set<RawStamp>;

  const EntityDef& entity(int number) const;
  const FieldDef& field(int entity_number, int number) const;
  void begin_commit(std::uint64_t seq);
  void note_sight();
  // Which rule of validity or rights speaks against the edit as things stand; empty: none.
  std::string fault_of(const Decided& decided, const WrittenRow& row,
                       const std::set<RawScope>& opened) const;
  bool has_seen_seal(const Decided& decided, const WrittenRow& row) const;
  bool is_legal_move(const Decided& decided, const WrittenRow& row,
                     const WrittenField& write) const;
  bool may_write(const Decided& decided, const RawScope& scope) const;
  bool may_reset(const Decided& decided, const WrittenRow& row) const;
  bool lacks_right(const Decided& decided, const WrittenRow& row,
                   const std::set<RawScope>& opened) const;
  bool gives_away_too_much(const Decided& decided, const WrittenRow& row,
                           const std::set<RawScope>& opened) const;
  RawScope scope_of(const WrittenRow& row) const;
  // The card of which the row, if it is a booking, takes a place; empty: none.
  std::string place_of(const RowName& name) const;
  // Why a row other than those that are there cannot have a place of the card; empty: it can.
  std::string fault_of_claim(const std::string& card, const RowName& but) const;
  bool is_justified_claim(const Decided& decided, const WrittenRow& row) const;
  void judge_refusal(const Decided& decided);
  void hand_over(const Decided& decided);
  int apply(const Decided& decided, const WrittenRow& row);
  int remove_row(const Decided& decided, const WrittenRow& row);
  int move_row(const Decided& decided, const WrittenRow& row);
  bool keep_seal(const RowName& name);
  void put_late(const RowName& name, int number, const Head& head);
  int write(const Decided& decided, const RowName& row, const WrittenField& write);
  int assign(const Decided& decided, const RowName& row, const WrittenField& write);
  void keep_greatest(const RowName& row, int number);
  int keep_extreme(const RowName& row, const WrittenField& write, const Head& head,
                   const Base& base);
  int change_set(const RowName& row, const WrittenField& write, const Head& head, const Base& base);
  bool is_merged(const Decided& decided, const RowName& row, const WrittenField& write,
                 const Base& base, const std::vector<Head>& before) const;
  bool ended_in(const RowName& row, int field, const RawStamp& stamp, std::uint64_t seq) const;
  const Head* next_merge(const RowName& row, int field) const;
  static std::string fault_of_merge(const RawValue& ancestor, const std::vector<Head>& sides,
                                    const RawValue& merged);
  void merge_text(const Decided& decided, const RowName& row, const WrittenField& write,
                  const Base& base);
  RawValue past_value(const RowName& row, int field, const RawStamp& stamp) const;
  Base base_of(int device, int field, const std::vector<Sight>& seen) const;
  void add_base(int device, int field, const std::vector<Sight>& seen, Base& base) const;
  void supersede(const RowName& row, int field, const Head& head, int why);
  void end_life(const RowName& row, const Head& head);
  Access access_of(const std::string& account) const;
  void complain(const Decided& decided, const std::string& what) const;

  const Schema& schema_;
  const std::vector<std::string> accounts_;
  const RawOffice& office_;
  std::function<void(const std::string&)> report_;
  std::uint64_t seq_ = 0;
  std::map<RowName, Row> rows_;
  std::vector<std::pair<RawScope, std::string>> handed_over_;
  std::size_t late_rows_ = 0;
  std::vector<RawHistory> history_;
  std::vector<ValueLife> lives_;
  std::map<std::pair<int, std::uint64_t>, Decided> by_first_;  // device and first edit
  std::map<std::string, Access> access_;                       // as of the end of the commit before
  std::map<std::string, std::set<RawScope>> granted_;          // in this commit so far
  bool is_access_changed_ = true;
  std::map<std::pair<std::string, RawScope>, std::vector<Span>> sights_;
  // Values that the office's own merges gave a field, the oldest first, and how many are used.
  std::map<std::pair<RowName, int>, std::vector<Head>> merges_;  // by stamp
  std::map<std::pair<RowName, int>, std::size_t> merges_used_;
  std::set<RowName> refused_rows_;  // that a refused transaction was to make
};

}  // namespace brygga::simulation
