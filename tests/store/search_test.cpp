// Rows are found by what shows, and only by whom they belong to: by words, parts of words and runs
// of digits, best first; and what is lost, deleted, erased or hidden is found no more, nor are its
// words in the file.
#include "store/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "store/chunked_set.hpp"
#include "store/search_terms.hpp"
#include "support/index_content.hpp"
#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Searching : public ::testing::Test {
 protected:
  Searching() {
    office.now_ms = 2'000'000;
    alices = office.add_person(91);
    bobs = office.add_person(92);
    alice = std::make_unique<Tablet>(office, alice_device, alices, folder / "alice.db");
    alice->sync();
  }

  // A card of Alice's own, with nobody else in it.
  void card(std::uint64_t row, const std::string& title, const std::string& summary = "") {
    std::vector<Change> changes = alice->new_own_card(row, title);
    if (!summary.empty()) changes.front().assign.push_back({card::summary, text(summary)});
    alice->must_save(std::move(changes));
  }
  void phone(std::uint64_t row, std::uint64_t of_card, const std::string& number) {
    Change change;
    change.entity = secret::entity;
    change.row = row_of_number(row);
    change.creates_in = scope_of('R', of_card);
    change.assign = {{secret::phone, text(number)}};
    std::vector<Change> changes = alice->new_own_card(of_card, "has a phone");
    changes.push_back(std::move(change));
    alice->must_save(std::move(changes));
  }

  static std::vector<std::uint64_t> numbers_of(const SearchHits& hits) {
    std::vector<std::uint64_t> numbers;
    for (const SearchHit& hit : hits.hits) {
      std::uint64_t number = 0;
      for (std::size_t i = 8; i < 16; ++i) number = number << 8 | hit.row.uuid.bytes[i];
      numbers.push_back(number);
    }
    return numbers;
  }
  SearchHits search(std::string_view words, const std::vector<EntityNumber>& entities = {},
                    std::size_t limit = 100) {
    auto hits = alice->store->search(words, entities, limit);
    EXPECT_TRUE(hits.ok()) << (hits.ok() ? "" : hits.error().what);
    return hits ? *hits : SearchHits{};
  }
  std::vector<std::uint64_t> found(std::string_view words) { return numbers_of(search(words)); }

  void expect_index_is_whole() {
    const IndexContent content = index_content(alice->path);
    EXPECT_FALSE(content.rows.empty());
    EXPECT_TRUE(content == rebuilt_index_content(alice->path, *alice->schema));
  }
  bool is_in_the_files(const std::string& words) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      const std::string path = entry.path().string();
      const bool is_alices = path.find("alice.db") != std::string::npos;
      if (is_alices && content_of(path).find(words) != std::string::npos) return true;
    }
    return false;
  }

  TempFolder folder;
  MemoryOffice office;
  RowId alices, bobs;
  std::unique_ptr<Tablet> alice;
};

// --- words ------------------------------------------------------------------------------------

TEST_F(Searching, finds_words_whatever_their_case_and_marks) {
  card(1, "Åsa Müller");
  for (const char* words :
       {"asa", "Åsa", "ÅSA", "muller", "Müller", "åsa mÜLLER", "  asa,\tmuller"}) {
    EXPECT_THAT(found(words), ElementsAre(1)) << words;
  }
  EXPECT_THAT(found("aasa"), IsEmpty());
  EXPECT_THAT(found("asa nobody"), IsEmpty());
}

TEST_F(Searching, finds_parts_of_words_from_three_letters_and_beginnings_from_one) {
  card(1, "Lindberg");
  for (const char* words : {"berg", "ndb", "lindberg", "l", "li", "lin"}) {
    EXPECT_THAT(found(words), ElementsAre(1)) << words;
  }
  for (const char* words : {"be", "g", "lindbergs", "bergs"}) {
    EXPECT_THAT(found(words), IsEmpty()) << words;
  }
}

TEST_F(Searching, finds_names_with_hyphens_in_one_word_or_several) {
  card(1, "Anna-Karin O'Brien");
  for (const char* words : {"Anna-Karin", "anna karin", "annakarin", "karin", "akar", "nnak",
                            "anna-k", "obrien", "o'brien", "brien"}) {
    EXPECT_THAT(found(words), ElementsAre(1)) << words;
  }
}

TEST_F(Searching, wants_all_words_somewhere_in_one_row) {
  card(1, "Amina Berg", "wants to work with children");
  card(2, "Bilal Berg", "likes boats");
  EXPECT_THAT(found("berg children"), ElementsAre(1));
  EXPECT_THAT(found("boat bil"), ElementsAre(2));
  EXPECT_THAT(found("children boats"), IsEmpty());
  EXPECT_THAT(found("berg berg BERG"), UnorderedElementsAre(1, 2));
}

TEST_F(Searching, puts_whole_words_before_beginnings_before_parts_and_names_before_texts) {
  card(1, "Lindberg");
  card(2, "Bergman");
  card(3, "Berg");
  card(4, "x", "an iceberg");
  card(5, "x", "a bergman");
  card(6, "x", "a berg");
  EXPECT_THAT(found("berg"), ElementsAre(3, 6, 2, 5, 1, 4));
  const SearchHits hits = search("berg");
  EXPECT_EQ(hits.total, 6U);
  EXPECT_EQ(hits.hits[0].fit, SearchFit::whole);
  EXPECT_EQ(hits.hits[0].field, card::title);
  EXPECT_EQ(hits.hits[0].entity, card::entity);
  EXPECT_EQ(hits.hits[0].scope, scope_of('K', 3));
  EXPECT_EQ(hits.hits[1].field, card::summary);
  EXPECT_EQ(hits.hits[2].fit, SearchFit::beginning);
  EXPECT_EQ(hits.hits[5].fit, SearchFit::inside);
}

TEST_F(Searching, puts_the_newest_of_equals_first_and_counts_those_beyond_the_limit) {
  for (std::uint64_t row = 1; row <= 300; ++row) {
    card(row, row % 2 == 0 ? "Even" : "Odd");
  }
  const SearchHits hits = search("even", {}, 3);
  EXPECT_THAT(numbers_of(hits), ElementsAre(300, 298, 296));
  EXPECT_EQ(hits.total, 150U);
  EXPECT_EQ(search("even", {}, 0).total, 150U);
  EXPECT_EQ(search("even", {}, 1000).hits.size(), 150U);
  expect_index_is_whole();
}

TEST_F(Searching, looks_only_at_the_entities_that_are_asked_for) {
  card(1, "Amina");
  EXPECT_EQ(search("amina", {card::entity}).total, 1U);
  EXPECT_EQ(search("amina", {visit::entity, secret::entity}).total, 0U);
  EXPECT_EQ(search("amina", {99, card::entity}).total, 1U);
}

// --- digits -----------------------------------------------------------------------------------

TEST_F(Searching, finds_any_run_of_digits_however_they_are_grouped) {
  phone(501, 1, "19900203-9817");
  for (const char* words : {"9817", "900203-9817", "19900203 9817", "900203+9817", "0203",
                            "199002039817", "1990 02 03"}) {
    EXPECT_THAT(found(words), ElementsAre(501)) << words;
  }
  for (const char* words : {"17", "9818", "9817 1990", "x9817"}) {
    EXPECT_THAT(found(words), IsEmpty()) << words;
  }
  EXPECT_EQ(search("9817").hits[0].fit, SearchFit::beginning);
  EXPECT_EQ(search("0203").hits[0].fit, SearchFit::inside);
  EXPECT_EQ(search("199002039817").hits[0].fit, SearchFit::whole);
}

TEST_F(Searching, knows_a_telephone_number_with_and_without_its_country) {
  phone(501, 1, "070-123 45 67");
  phone(502, 2, "+46 (0)70 123 45 67");
  phone(503, 3, "0046701234567");
  for (const char* words : {"0701234567", "+46701234567", "+46 70 123 45 67", "0046 70-123 45 67",
                            "+46 (0)70-1234567", "123 45 67", "4567"}) {
    EXPECT_THAT(found(words), ElementsAre(503, 502, 501)) << words;
  }
}

TEST_F(Searching, finds_numbers_in_texts_as_words) {
  card(1, "Room 2034", "at 08:30");
  EXPECT_THAT(found("2034"), ElementsAre(1));
  EXPECT_THAT(found("room 2034"), ElementsAre(1));
  EXPECT_THAT(found("8"), IsEmpty());
  EXPECT_THAT(found("30"), ElementsAre(1));
}

// --- odd texts --------------------------------------------------------------------------------

TEST_F(Searching, for_odd_texts_finds_nothing_and_never_fails) {
  card(1, "Amina Berg", "a text");
  const std::string_view odd[] = {"",  " ", "%",  "*",        "\"",   "' OR 1=1",   "NEAR/2 x",
                                  "-", "+", "()", "\xFF\xFE", "\xC3", "berg\xFFqq", "^amina*q"};
  for (const std::string_view words : odd) EXPECT_EQ(search(words).total, 0U) << words;
  EXPECT_EQ(search(std::string_view("\0\0", 2)).total, 0U);
  EXPECT_EQ(search(std::string_view("ami\0na", 6)).total, 0U);
  EXPECT_THAT(found(std::string_view("amina\0berg", 10)), ElementsAre(1));
  EXPECT_THAT(found("\"amina\"*"), ElementsAre(1));
  EXPECT_EQ(search(std::string(search_text_bytes_max, 'a')).total, 0U);
  EXPECT_EQ(search("amina " + std::string(search_text_bytes_max, ' ')).total, 0U);
}

TEST_F(Searching, finds_a_whole_sentence_that_was_pasted) {
  const std::string sentence =
      "she came in time and asked for more work in the shop after lunch on a day in may when "
      "it rained a lot outside and nobody else had come";
  card(1, "x", sentence);
  card(2, "x", "she came in time");
  EXPECT_THAT(found(sentence), ElementsAre(1));
}

TEST_F(Searching, survives_texts_of_any_size) {
  std::string words;
  for (int i = 0; i < 5000; ++i) words += "word" + std::to_string(i) + " ";
  card(1, std::string(5000, 'a'), words);
  EXPECT_THAT(found("word4999"), ElementsAre(1));
  EXPECT_THAT(found(std::string(150, 'a')), ElementsAre(1));
  expect_index_is_whole();
  alice->edit(1, card::summary, text("nothing much"));
  EXPECT_THAT(found("word4999"), IsEmpty());
  expect_index_is_whole();
}

// --- what shows -------------------------------------------------------------------------------

TEST_F(Searching, follows_what_shows) {
  card(1, "first title");
  EXPECT_THAT(found("first"), ElementsAre(1));
  alice->edit(1, card::title, text("second title"));
  EXPECT_THAT(found("first"), IsEmpty());
  EXPECT_THAT(found("second title"), ElementsAre(1));
  alice->sync();
  EXPECT_THAT(found("second title"), ElementsAre(1));
  office.write({edit_of(card::entity, 1, {assign(card::title, text("third title"))})});
  alice->sync();
  EXPECT_THAT(found(std::get<std::string>(alice->shown(1, card::title))), ElementsAre(1));
  EXPECT_EQ(search("title").total, 1U);
  expect_index_is_whole();
}

TEST_F(Searching, does_not_find_what_was_refused) {
  card(1, "mine");
  alice->sync();
  Change change = alice->set(91, person::name, text("not hers"), {});
  change.entity = person::entity;
  alice->must_save(
      {alice->set(1, card::title, text("refused"), alice->version(card::entity, 1)), change});
  EXPECT_THAT(found("refused"), ElementsAre(1));
  alice->sync();
  EXPECT_THAT(found("refused"), IsEmpty());
  EXPECT_THAT(found("mine"), ElementsAre(1));
  expect_index_is_whole();
}

TEST_F(Searching, does_not_find_deleted_rows_until_they_come_back) {
  card(1, "deleted");
  alice->must_save({alice->deletion(1)});
  EXPECT_THAT(found("deleted"), IsEmpty());
  alice->must_save({alice->set(1, card::title, text("back again"), {})});
  EXPECT_THAT(found("back again"), ElementsAre(1));
  expect_index_is_whole();
}

TEST_F(Searching, a_failed_save_leaves_the_index_as_it_was) {
  card(1, "kept");
  std::vector<Change> changes = alice->new_own_card(2, "never");
  changes.push_back(alice->set(1, card::rating, number(99), {}));
  EXPECT_FALSE(alice->save(changes).ok());
  card(3, "after");
  EXPECT_THAT(found("never"), IsEmpty());
  expect_index_is_whole();
}

// --- what may not be found --------------------------------------------------------------------

TEST_F(Searching, finds_nothing_of_a_lost_scope_and_leaves_no_byte_of_its_words) {
  office.write({create_card(1, {assign(card::title, text("Hemligsson")),
                                assign(card::summary, text("förtroligheter"))}),
                create_card(2, {assign(card::title, text("Hemligby"))})});
  office.add_member(81, 1, alices);
  office.add_member(82, 2, alices);
  alice->sync();
  EXPECT_THAT(found("hemlig"), ElementsAre(2, 1));
  ASSERT_TRUE(is_in_the_files("hemligsson"));
  ASSERT_TRUE(is_in_the_files("fortroligheter"));
  office.write({edit_of(member::entity, 81, {assign(member::until, number(1))})});
  alice->sync();
  EXPECT_THAT(found("hemlig"), ElementsAre(2));
  EXPECT_THAT(found("förtroligheter"), IsEmpty());
  EXPECT_FALSE(is_in_the_files("hemligsson"));
  EXPECT_FALSE(is_in_the_files("fortroligheter"));
  EXPECT_TRUE(is_in_the_files("hemligby"));
  expect_index_is_whole();
}

TEST_F(Searching, finds_no_row_whose_scope_is_hidden_and_does_not_count_it) {
  phone(501, 1, "070-1234567");
  card(2, "in the open");
  ASSERT_THAT(found("4567"), ElementsAre(501));
  ASSERT_THAT(found("phone"), ElementsAre(1));
  alice->edit(1, card::level, number(hidden_above));
  EXPECT_THAT(found("phone"), ElementsAre(1));
  alice->edit(1, card::level, number(hidden_above + 1));
  EXPECT_EQ(search("phone").total, 0U);
  EXPECT_EQ(search("4567").total, 0U);
  EXPECT_THAT(found("open"), ElementsAre(2));
  alice->sync();
  EXPECT_EQ(search("phone").total, 0U);
}

// --- the index --------------------------------------------------------------------------------

TEST_F(Searching, an_index_for_other_fields_is_made_anew_on_opening) {
  card(1, "Amina");
  Schema other = make_test_schema();
  other.entities[card::entity - 1].fields[card::title - 1].search = SearchKind::none;
  other.entities[card::entity - 1].fields[card::note - 1].search = SearchKind::text;
  alice->edit(1, card::note, text("a boat"));
  EXPECT_THAT(found("boat"), IsEmpty());
  alice->store.reset();
  alice->schema = &other;
  alice->open();
  EXPECT_THAT(found("boat"), ElementsAre(1));
  EXPECT_THAT(found("amina"), IsEmpty());
  expect_index_is_whole();
}

TEST(ChunkedSet, rows_and_words_come_back_as_they_were) {
  const std::vector<std::int64_t> rows{1, 2, 300, 70'000, INT64_MAX};
  EXPECT_EQ(RowChunk::decode(1, RowChunk::encode(rows)), rows);
  const std::vector<std::string> words{"anna", "annakarin", "berg"};
  EXPECT_EQ(WordChunk::decode("anna", WordChunk::encode(words)), words);
}

TEST(ChunkedSet, damaged_chunks_are_not_believed) {
  EXPECT_FALSE(RowChunk::decode(1, Bytes{0}));          // the same row twice
  EXPECT_FALSE(RowChunk::decode(1, Bytes{0x80}));       // a number that does not end
  EXPECT_FALSE(RowChunk::decode(INT64_MAX, Bytes{1}));  // beyond the greatest
  EXPECT_FALSE(WordChunk::decode("a", Bytes{}));
  EXPECT_FALSE(WordChunk::decode("a", Bytes{'\n', 'a'}));
  EXPECT_FALSE(WordChunk::decode("b", Bytes{'\n', 'a', '\n'}));
  EXPECT_FALSE(WordChunk::decode("b", Bytes{'\n', 'b', '\n', 'a', '\n'}));
}

// Two tablets and an office at random; after each step the index is what it would be if it were
// made anew.
class RandomWork {
 public:
  explicit RandomWork(std::uint32_t seed) : random_(seed) {
    office_.now_ms = 2'000'000;
    for (std::uint64_t i = 0; i < 2; ++i) {
      persons_.push_back(office_.add_person(91 + i, {}, {500}));
      const DeviceNumber device{(7ULL << 32) | (i + 1)};
      tablets_.push_back(std::make_unique<Tablet>(office_, device, persons_[i],
                                                  folder_ / (std::to_string(i) + ".db")));
      tablets_.back()->sync();
    }
  }

  void step() {
    Tablet& tablet = *tablets_[random_() % 2];
    const std::uint64_t row = 1 + random_() % 12;
    switch (random_() % 8) {
      case 0:
      case 1:
        (void)tablet.save(tablet.new_own_card(row, words()));
        break;
      case 2:
      case 3:
        (void)tablet.save({tablet.set(row, random_() % 2 == 0 ? card::title : card::summary,
                                      text(words()), tablet.version(card::entity, row))});
        break;
      case 4:
        if (tablet.read(card::entity, row)) (void)tablet.save({tablet.deletion(row)});
        break;
      case 5:
        visit(tablet, row);
        break;
      case 6:
        end_memberships(row);
        break;
      default:
        tablet.sync();
    }
    tablet.now_ms += 50;
    office_.now_ms += 100;
    const IndexContent content = index_content(tablet.path);
    ASSERT_TRUE(content == rebuilt_index_content(tablet.path, test_schema()));
  }

 private:
  // Words of which many rows share some.
  std::string words() {
    static constexpr const char* known[] = {"Åsa", "Anna-Karin", "berg", "Lindberg", "x", "och"};
    std::string text = known[random_() % 6];
    text.append(" ").append(known[random_() % 6]).append(" w" + std::to_string(random_() % 50));
    return text;
  }
  // Whoever made the card loses it.
  void end_memberships(std::uint64_t row) {
    std::vector<Edit> ends;
    for (const RowState& at_office : office_.all_rows()) {
      if (at_office.entity != member::entity || at_office.scope != scope_of('K', row)) continue;
      ends.push_back({member::entity, at_office.id, {}, false, {assign(member::until, number(1))}});
    }
    if (!ends.empty()) office_.write(std::move(ends));
  }
  // Makes a visit in the card's scope, or moves one out of it or back.
  void visit(Tablet& tablet, std::uint64_t row) {
    Change change;
    change.entity = visit::entity;
    change.row = row_of_number(1000 + row);
    const auto there = tablet.read(visit::entity, 1000 + row);
    if (there) {
      const bool is_at_home = there->state.scope.kind == 'K';
      change.moves_to = is_at_home ? scope_of('T', 500) : scope_of('K', row);
      change.seen = there->version;
    } else {
      change.creates_in = scope_of('K', row);
      change.assign = {{visit::card, uuid_of(row)}, {visit::report, text(words())}};
    }
    (void)tablet.save({change});
  }

  std::mt19937 random_;
  TempFolder folder_;
  MemoryOffice office_;
  std::vector<RowId> persons_;
  std::vector<std::unique_ptr<Tablet>> tablets_;
};

TEST(SearchIndexAtRandom, is_what_it_would_be_if_it_were_made_anew) {
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWork work(seed);
    for (int i = 0; i < 80; ++i) {
      work.step();
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

// Sets of many chunks: what is put in and taken out in any order is what is there.
TEST(SearchIndexAtRandom, keeps_words_with_many_rows) {
  std::mt19937 random(1);
  TempFolder folder;
  MemoryOffice office;
  office.now_ms = 2'000'000;
  Tablet alice(office, alice_device, office.add_person(91), folder / "alice.db");
  std::vector<Change> changes;
  for (std::uint64_t row = 1; row <= 4000; ++row) {
    changes.push_back(Tablet::new_card(row, "common w" + std::to_string(row)));
  }
  alice.must_save(std::move(changes));
  for (int round = 0; round < 10; ++round) {
    std::vector<Change> edits;
    const std::uint64_t from = 1 + random() % 3000;
    for (std::uint64_t row = from; row < from + 900; ++row) {
      const bool leaves = random() % 10 < static_cast<unsigned>(round);
      edits.push_back(Tablet::set(row, card::title, text(leaves ? "other" : "common again"), {}));
    }
    alice.must_save(std::move(edits));
    const IndexContent content = index_content(alice.path);
    ASSERT_TRUE(content == rebuilt_index_content(alice.path, test_schema())) << round;
  }
}

}  // namespace
}  // namespace brygga
