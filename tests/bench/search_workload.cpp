#include "bench/search_workload.hpp"

#include <fmt/core.h>

#include <array>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>

#include "bench/running.hpp"
#include "casework/casework.hpp"
#include "casework/civil_date.hpp"
#include "casework/identity_number.hpp"
#include "casework/schema.hpp"
#include "device/device.hpp"
#include "device/native/system_environment.hpp"

namespace brygga::bench {
namespace {

namespace participant = casework::participant;
namespace identity = casework::identity;
namespace note = casework::note;

constexpr std::size_t participants = 50'000;
constexpr std::size_t notes_each = 3;
constexpr std::size_t one_in_hidden = 100;
constexpr std::size_t participants_per_transaction = 1000;

constexpr std::array first_names = {
    "Åsa",       "Anna-Karin", "Amina", "Bilal",    "Björn",    "Carla",  "Dragana", "Elif",
    "Eva",       "Fatima",     "Göran", "Hassan",   "Ingegerd", "Ismail", "Johan",   "Karin",
    "Lars-Erik", "Lena",       "Maria", "Mohammed", "Nadia",    "Nils",   "Olga",    "Örjan",
    "Per",       "Rasmus",     "Sara",  "Sven",     "Tariq",    "Ulla",   "Viktor",  "Ylva",
    "Zahra",     "Zoltan",     "José",  "Müge"};
constexpr std::array beginnings = {"Lind",  "Berg",  "Åker", "Ström", "Sjö",   "Ek",
                                   "Gran",  "Björk", "Hall", "Norr",  "Söder", "Väster",
                                   "Öster", "Nord",  "Al",   "Has",   "Mu",    "Kar",
                                   "Ny",    "Holm",  "Sand", "Stor",  "Grön",  "Ros"};
constexpr std::array middles = {"",   "e",  "in",  "er", "ma", "ra", "di", "la", "sta", "vi",
                                "ko", "ne", "ber", "ta", "so", "ha", "mi", "lo", "ru",  "an"};
constexpr std::array endings = {"berg",  "ström", "qvist", "gren", "man",   "dahl", "lund",
                                "sson",  "din",   "ovic",  "oglu", "zadeh", "mar",  "stedt",
                                "feldt", "lin",   "by",    "näs",  "holm",  "ell"};
constexpr std::array common = {
    "och",     "i",           "att",    "det",           "som",       "en",    "på",    "är",
    "av",      "för",         "med",    "till",          "den",       "har",   "de",    "inte",
    "om",      "ett",         "han",    "hon",           "men",       "var",   "jag",   "sig",
    "från",    "vi",          "så",     "kan",           "när",       "andra", "kom",   "vill",
    "idag",    "handledaren", "samtal", "arbetsplatsen", "praktik",   "nästa", "vecka", "butiken",
    "torsdag", "efter",       "lunch",  "ringde",        "planering", "möte",  "språk", "bra",
    "frågade"};

// The same numbers in every run.
class Draw {
 public:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  // Small numbers far oftener than large ones, as words are.
  std::size_t skewed(std::size_t bound) {
    const double share = static_cast<double>(next() >> 11) / 9007199254740992.0;
    return static_cast<std::size_t>(std::pow(static_cast<double>(bound), share)) - 1;
  }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t state_ = 1;
};

constexpr std::array stems = {
    "arbets", "praktik", "språk",   "kurs",     "hand",      "land",       "band",     "kund",
    "butik",  "lager",   "kök",     "vård",     "skol",      "barn",       "hem",      "buss",
    "tåg",    "resa",    "närvaro", "frånvaro", "läkar",     "sjuk",       "frisk",    "stöd",
    "mål",    "plan",    "steg",    "samtal",   "möte",      "chef",       "grupp",    "dag",
    "vecko",  "månads",  "tid",     "schema",   "intyg",     "ansökan",    "löne",     "bidrag",
    "hyres",  "bostad",  "flytt",   "körkort",  "truck",     "städ",       "trädgård", "snickar",
    "målar",  "svets",   "dator",   "telefon",  "brev",      "post",       "ring",     "tanke",
    "fråge",  "svars",   "uppdrag", "uppgift",  "inlärning", "utbildning", "hälso",    "motions"};
constexpr std::array suffixes = {"",     "en",  "et",   "ar",  "er",  "arna",
                                 "erna", "are", "ning", "ade", "lig", "s"};

// One of some 49,000 words put together as Swedish does.
std::string rare_word(std::size_t n) {
  std::string word = stems[n % stems.size()];
  n /= stems.size();
  word += stems[n % stems.size()];
  n /= stems.size();
  return word + suffixes[n % suffixes.size()];
}

std::string note_text(Draw& draw) {
  std::string text;
  while (text.size() < 160) {
    if (!text.empty()) text += ' ';
    text += draw.below(100) < 60 ? std::string(common[draw.skewed(common.size())])
                                 : rare_word(draw.skewed(49'000));
  }
  return text;
}

std::string number_of(std::size_t n) {
  const auto date = casework::Date{-3650 + static_cast<std::int32_t>(n % 14'000)};
  return casework::make_test_number(date, 980 + static_cast<int>(n / 14'000)).value().digits();
}

class Filler {
 public:
  explicit Filler(Device& device) : device_(device) {}

  void fill() {
    for (std::size_t done = 0; done < participants; done += participants_per_transaction) {
      WriteSet writes;
      for (std::size_t i = 0; i < participants_per_transaction; ++i) add(writes, done + i);
      must(device_.write(writes));
    }
  }

 private:
  void add(WriteSet& writes, std::size_t n) {
    const RowId who = device_.new_row_id();
    std::string last = beginnings[draw_.below(beginnings.size())];
    last += middles[draw_.skewed(middles.size())];
    last += endings[draw_.below(endings.size())];
    std::vector<Change::Assignment> details = {
        {participant::first_name, std::string(first_names[draw_.below(first_names.size())])},
        {participant::last_name, last}};
    if (n % one_in_hidden == 0) details.push_back({participant::protection, std::int64_t{1}});
    add_row(writes, participant::entity, who, casework::scope_of_case(who), std::move(details));
    add_row(writes, identity::entity, device_.new_row_id(), casework::scope_of_restricted(who),
            {{identity::participant, who.uuid},
             {identity::number, number_of(n)},
             {identity::number_type, std::string("personnummer")}});
    for (std::size_t i = 0; i < notes_each; ++i) {
      add_row(writes, note::entity, device_.new_row_id(), casework::scope_of_case(who),
              {{note::participant, who.uuid},
               {note::body, note_text(draw_)},
               {note::written_at, std::int64_t{1'790'000'000'000}},
               {note::status, std::string("draft")}});
    }
  }

  static void add_row(WriteSet& writes, EntityNumber entity, const RowId& row, const Scope& scope,
                      std::vector<Change::Assignment> values) {
    Change change;
    change.entity = entity;
    change.row = row;
    change.creates_in = scope;
    change.assign = std::move(values);
    writes.changes.push_back(std::move(change));
  }

  Device& device_;
  Draw draw_;
};

const Schema& schema_without_search() {
  static const Schema schema = [] {
    Schema without = casework::schema();
    for (EntityDef& entity : without.entities) {
      for (FieldDef& field : entity.fields) field.search = SearchKind::none;
    }
    return without;
  }();
  return schema;
}

struct Filled {
  std::unique_ptr<Device> device;
  double seconds = 0;
  double mib = 0;
};

double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

Filled filled_store(const std::string& path, const Schema& schema) {
  static SystemClock the_clock;
  static SystemRandom the_random;
  Filled filled;
  filled.device = must(Device::open(path, schema, the_clock, the_random));
  const auto start = std::chrono::steady_clock::now();
  Filler(*filled.device).fill();
  filled.seconds = ms_since(start) / 1e3;
  filled.mib = static_cast<double>(std::filesystem::file_size(path)) / (1U << 20);
  return filled;
}

std::string a_full_name(Device& device) {
  const QueryResult found = must(device.query(
      "SELECT p.first_name || ' ' || p.last_name FROM participant p JOIN identity i "
      "ON i.participant = p.id WHERE p._key = 20002 AND COALESCE(p.protection, 0) = 0"));
  return std::get<std::string>(found.rows.at(0).at(0));
}

}  // namespace

void measure_search(const std::string& folder, int rounds, std::vector<Figure>& figures) {
  std::cerr << "bench: 50,000 participants with three notes each, without the index and with it\n";
  const Filled plain = filled_store(folder + "/unindexed.db", schema_without_search());
  const Filled indexed = filled_store(folder + "/indexed.db", casework::schema());
  constexpr double rows = participants * (2.0 + notes_each);
  figures.push_back({"saving a row without the index", plain.seconds * 1e6 / rows, "us", 0, 0, ""});
  figures.push_back({"saving a row with the index", indexed.seconds * 1e6 / rows, "us", 0,
                     indexed.seconds / plain.seconds, ""});
  figures.push_back({"file without the index", plain.mib, "MiB", 0, 0, ""});
  figures.push_back({"file with the index", indexed.mib, "MiB", 0, indexed.mib / plain.mib, ""});

  Device& device = *indexed.device;
  const std::array<std::pair<const char*, std::string>, 9> searches = {
      {{"a common part of words", "and"},
       {"a part of many names", "ber"},
       {"asa", "asa"},
       {"the last four digits", number_of(20'000).substr(8)},
       {"a full name", a_full_name(device)},
       {"a word in notes", "planering"},
       {"three words in notes", "planering butiken lunch"},
       {"one letter", "a"},
       {"what nobody has", "qwxyzzy"}}};
  for (const auto& [what, text] : searches) {
    std::vector<double> times;
    std::size_t total = 0;
    for (int i = 0; i < rounds * 20; ++i) {
      const auto start = std::chrono::steady_clock::now();
      const auto hits = device.search(text, {}, 50);
      times.push_back(ms_since(start));
      total = must(hits).total;
    }
    figures.push_back(
        {fmt::format("search: {}, {} rows, median", what, total), median(times), "ms", 0, 0, ""});
    figures.push_back(
        {fmt::format("search: {}, p99", what), percentile(times, 0.99), "ms", 20, 0, "<= 20 ms"});
  }
}

}  // namespace brygga::bench
