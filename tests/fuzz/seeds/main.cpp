// Writes the first inputs of the fuzzer into a folder: real messages, rows, files and JSON, one
// folder per target. Run it into tests/fuzz/corpus when a format has changed:
// brygga_fuzz_seeds FOLDER
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "casework/call.hpp"
#include "casework/text_encoding.hpp"
#include "fuzz/target.hpp"
#include "fuzz/world.hpp"
#include "http/content_encoding.hpp"
#include "model/value_codec.hpp"
#include "protocol/message.hpp"
#include "store/heads_codec.hpp"

namespace brygga::fuzz {
namespace {

using namespace brygga::testing;
using casework::ArgumentDef;
using casework::ArgumentType;
using nlohmann::json;

class Seeds {
 public:
  explicit Seeds(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void add(const std::string& target, const std::string& name, ByteView bytes) {
    std::filesystem::create_directories(folder_ / target);
    std::ofstream file(folder_ / target / name, std::ios::binary);
    file << as_text(bytes);
  }
  void add(const std::string& target, const std::string& name, std::string_view text) {
    add(target, name, as_bytes(text));
  }

 private:
  std::filesystem::path folder_;
};

std::string content(const std::string& path) {
  return content_of(std::string(BRYGGA_SOURCE_DIR) + "/" + path);
}

// --- messages ---------------------------------------------------------------------------------

Bytes from_hex(const std::string& text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

void add_golden(Seeds& seeds) {
  const std::pair<const char*, const char*> files[] = {{"sync_request", "sync_request"},
                                                       {"sync_request_empty", "sync_request"},
                                                       {"sync_request_further", "sync_request"},
                                                       {"sync_response", "sync_response"},
                                                       {"sync_response_empty", "sync_response"},
                                                       {"enrol_request", "enrol_request"},
                                                       {"enrol_response", "enrol_response"},
                                                       {"error", "error"},
                                                       {"stored_edit", "edit"},
                                                       {"stored_row_change", "row_change"}};
  for (const auto& [file, target] : files) {
    std::string hex = content(std::string("tests/protocol/golden/") + file + ".hex");
    std::erase(hex, '\n');
    seeds.add(target, std::string("golden_") + file, from_hex(hex));
  }
}

// The message, cut in its middle, with a byte too many, and of a later version.
void add_with_damage(Seeds& seeds, const std::string& target, const std::string& name,
                     const Bytes& bytes) {
  seeds.add(target, name, bytes);
  seeds.add(target, name + "_cut", ByteView(bytes).first(bytes.size() / 2));
  Bytes longer = bytes;
  longer.push_back(0);
  seeds.add(target, name + "_longer", longer);
  Bytes later = bytes;
  later[1] = 2;
  seeds.add(target, name + "_later", later);
}

void add_edges(Seeds& seeds) {
  constexpr std::uint64_t most = ~0ULL;
  const std::string long_text(300, 'x');
  add_with_damage(seeds, "enrol_request", "empty", encode(EnrolRequest{}));
  add_with_damage(seeds, "enrol_request", "great",
                  encode(EnrolRequest{long_text, long_text, "\xff", ~0U, uuid_of(most)}));
  add_with_damage(seeds, "enrol_response", "empty", encode(EnrolResponse{}));
  add_with_damage(
      seeds, "enrol_response", "great",
      encode(EnrolResponse{long_text, {most}, long_text, "", uuid_of(1), "å", most >> 16}));
  add_with_damage(seeds, "error", "empty", encode(ErrorMessage{}));
  add_with_damage(seeds, "error", "great",
                  encode(ErrorMessage{long_text, "\xff", true, most >> 16}));

  SyncRequest request;
  request.device = {most};
  request.position = {most, most, most};
  request.loading = {{scope_of('K', 1), Bytes(20, 0xFF)}, {scope_of('K', 1), {}}};
  request.commit_cursor = Bytes(10, 0xFF);
  TransactionPart part;
  part.first = most;
  part.edits_total = ~0U;
  part.offset = ~0U;
  part.edits = {edit_card(0, {}), edit_card(1, {assign(card::title, {}, {own_ref(most)})})};
  request.parts = {part, part};
  add_with_damage(seeds, "sync_request", "great", encode(request));
  seeds.add("push", "great", encode(request));

  SyncResponse response;
  response.office_ms = most >> 16;
  response.consumed = most;
  response.position = {most, most, most};
  response.commit_rows_from = ~0U;
  RowChange row;
  row.kind = RowChange::Kind::whole;
  row.entity = card::entity;
  row.row = row_of_number(1);
  row.scope = scope_of('K', 1);
  row.seq = most;
  const Stamp last{{most}, {most}};
  row.fields = {{card::title, 0, {{last, 0, text("\xff")}}},
                {card::title, most, {{last, 0, text("a")}, {last, 0, text("a")}}},
                {card::tags, most, {{last, 0, {}}}},
                {63, 1, {}}};
  response.rows = {row, row};
  add_with_damage(seeds, "sync_response", "great", encode(response));
  seeds.add("answer", "great", encode(response));
  seeds.add("row_change", "great", encode(row));
  SyncResponse before_all_time;
  before_all_time.office_ms = std::uint64_t{1} << 63;
  seeds.add("answer", "before_all_time", encode(before_all_time));
  response.commit_rows_from = 0;
  response.rows[0].fields = {{card::title, 1, {{last, 0, text("a")}}}};
  response.rows[1].kind = RowChange::Kind::leave;
  response.rows[1].fields.clear();
  seeds.add("answer", "row_comes_and_leaves", encode(response));
}

void add_request(Seeds& seeds, const std::string& name, const SyncRequest& request) {
  seeds.add("sync_request", name, encode(request));
  seeds.add("push", name, encode(request));
  std::size_t number = 0;
  for (const TransactionPart& part : request.parts) {
    for (const Edit& edit : part.edits) {
      seeds.add("edit", name + "_" + std::to_string(number++), encode(edit));
    }
  }
  for (const char which : {'\0', '\1'}) {
    Bytes cursor{static_cast<std::uint8_t>(which), 200};
    const Bytes& from = which == '\0' || request.loading.empty() ? request.commit_cursor
                                                                 : request.loading.front().cursor;
    cursor.insert(cursor.end(), from.begin(), from.end());
    seeds.add("cursor", name + (which == '\0' ? "_tail" : "_loading"), cursor);
  }
}

void add_response(Seeds& seeds, const std::string& name, const SyncResponse& response) {
  seeds.add("sync_response", name, encode(response));
  seeds.add("answer", name, encode(response));
  for (std::size_t i = 0; i < response.rows.size() && i < 3; ++i) {
    seeds.add("row_change", name + "_" + std::to_string(i), encode(response.rows[i]));
  }
}

// A tablet that has worked, and meanwhile others have; what it then exchanges with the office.
void add_traffic(Seeds& seeds, const std::string& prefix, std::uint32_t page_bytes) {
  const TempFolder folder;
  MemoryOffice office = office_of_alice();
  make_tablet_of_alice(office, folder / "tablet.db");
  auto store = *DeviceStore::open(folder / "tablet.db", test_schema());
  office.write({edit_card(1, {assign(card::title, text("changed")), add(card::tags, text("b")),
                              assign(card::summary, text("ett två fyra"))})});
  office.write({edit_card(7, {assign(card::note, text("the office's"))})});
  for (int round = 0; round < 8; ++round) {
    const std::string name = prefix + std::to_string(round);
    auto request = store->make_request(0, page_bytes);
    if (!request) break;
    add_request(seeds, name, *request);
    auto response = office.exchange(*request);
    if (!response) break;
    add_response(seeds, name, *response);
    const auto taken = store->take_response(*request, *response, 2'000'100);
    if (!taken || !taken->more) break;
  }
  for (const std::uint64_t row : {1U, 7U, 8U}) {
    const auto view = *store->read(card::entity, row_of_number(row));
    if (!view) continue;
    const std::string name = prefix + "card_" + std::to_string(row);
    seeds.add("version", name, view->version);
    seeds.add("base64url", name, view->version);
    seeds.add("heads", name, encode_heads(card_def(), view->state));
  }
}

// Rows with several heads, own edits, sets, and fields that were emptied of heads.
void add_heads(Seeds& seeds) {
  RowState row = empty_row(card_def(), row_of_number(1), scope_of('K', 1));
  seeds.add("heads", "of_nothing", encode_heads(card_def(), row));
  for (const FieldDef& def : card_def().fields) {
    const FieldNumber field = def.number;
    const Stamp stamp = stamp_at(field, field % 2 == 0 ? alice_device : bob_device);
    row.field(field) = {{{stamp, 0, {}}}, field};
  }
  row.field(card::tags) = {{{stamp_at(1), 0, text("a")}, {stamp_at(2), 7, text("b")}}, 3};
  row.field(card::note) = {{{stamp_at(1), 0, {}}, {stamp_at(2), 9, {}}, {stamp_at(3), 0, {}}}, 4};
  row.field(card::title).heads.clear();
  const Bytes blob = encode_heads(card_def(), row);
  seeds.add("heads", "of_many", blob);
  seeds.add("heads", "of_file",
            encode_heads(card_def(), row, [](DeviceNumber device) { return device.value; }));
  seeds.add("heads", "cut", ByteView(blob).first(blob.size() / 2));
  seeds.add("version", "of_many", to_base64url(blob));
  seeds.add("version", "padded", to_base64url(blob) + "=");
  for (const char* word : {"A", "AB", "AA", "____", "AAAA=", "a b", "+/"}) {
    seeds.add("base64url", "word_" + to_hex(as_bytes(word)), std::string_view(word));
  }
}

void add_cursors(Seeds& seeds) {
  for (const std::uint8_t which : Bytes{0, 1}) {
    const std::string name = which == 0 ? "tail_" : "loading_";
    Bytes greatest{which, 0};
    for (int number = 0; number < 4 - which; ++number) {
      greatest.insert(greatest.end(), {255, 255, 255, 255, 255, 255, 255, 255, 255, 1});
    }
    seeds.add("cursor", name + "greatest", greatest);
    seeds.add("cursor", name + "garbled", Bytes{which, 3, 255});
    seeds.add("cursor", name + "zeros", Bytes{which, 40, 0, 0, 0, 0});
    seeds.add("cursor", name + "ones", Bytes{which, 0, 1, 1, 1, 1});
    seeds.add("cursor", name + "smallest_pages", Bytes{which, 0});
  }
}

// A tablet that has nothing yet, and much to send.
void add_first_sync(Seeds& seeds) {
  const TempFolder folder;
  MemoryOffice office = office_of_alice();
  Tablet tablet(office, alice_device, row_of_number(91), folder / "tablet.db");
  tablet.must_save(tablet.new_own_card(7, "new"));
  tablet.edit(7, card::note, text("a note"));
  tablet.edit(7, card::status, text("active"));
  Change tagged;
  tagged.entity = card::entity;
  tagged.row = row_of_number(7);
  tagged.add = {{card::tags, text("a")}, {card::tags, text("b")}};
  tablet.must_save({tagged});
  tagged.seen = tablet.version(card::entity, 7);
  tagged.remove = {tagged.add.front()};
  tagged.add.clear();
  tablet.must_save({tagged});
  for (int round = 0; round < 4; ++round) {
    const std::string name = "first_" + std::to_string(round);
    const SyncRequest request = tablet.make_request();
    add_request(seeds, name, request);
    const auto response = office.exchange(request);
    if (!response) break;
    add_response(seeds, name, *response);
    const auto taken = tablet.store->take_response(request, *response, 2'000'100);
    if (!taken || !taken->more) break;
  }
}

void add_values(Seeds& seeds) {
  const std::pair<const char*, Value> values[] = {{"absent", {}},
                                                  {"yes", true},
                                                  {"integer", std::int64_t{-77}},
                                                  {"real", 2.5},
                                                  {"text", text("åäö")},
                                                  {"bytes", Bytes{0, 255}},
                                                  {"id", uuid_of(5)},
                                                  {"long", text(std::string(200, 'x'))},
                                                  {"no", false},
                                                  {"least", std::int64_t{1} << 63},
                                                  {"empty_text", text("")},
                                                  {"no_number", std::nan("")},
                                                  {"infinite", -HUGE_VAL},
                                                  {"no_bytes", Bytes{}}};
  for (const auto& [name, value] : values) {
    ByteWriter writer;
    write_value(writer, value);
    seeds.add("value", name, writer.bytes());
  }
  seeds.add("value", "unknown_tag", Bytes{8});
  seeds.add("value", "count_without_content", Bytes{5, 0xff, 0xff, 0xff, 0xff, 0x0f, 1});
  seeds.add("value", "number_too_long", Bytes{3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2});
}

// --- what the server reads --------------------------------------------------------------------

void add_bodies(Seeds& seeds) {
  using namespace brygga::server;
  const std::string programme = content("core/casework/programmes/kompetenscenter.toml");
  const std::pair<const char*, std::string> bodies[] = {{"empty", ""},
                                                        {"short", "brygga"},
                                                        {"text", programme},
                                                        {"bomb", std::string(1U << 20, '\0')}};
  for (const auto& [name, body] : bodies) {
    const ByteView view = as_bytes(body);
    for (const auto encoding : {ContentEncoding::zstd, ContentEncoding::gzip}) {
      Bytes input{static_cast<std::uint8_t>(encoding == ContentEncoding::zstd ? 0 : 1)};
      const Bytes packed = compress(encoding, Bytes(view.begin(), view.end()));
      input.insert(input.end(), packed.begin(), packed.end());
      const std::string file = std::string(name) + "_" + name_of(encoding);
      seeds.add("body", file, input);
      seeds.add("body", file + "_cut", ByteView(input).first(1 + input.size() / 2));
      input.back() ^= 0x40;
      seeds.add("body", file + "_damaged", input);
    }
  }
  seeds.add("header", "token", "kommun.0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");
  seeds.add("header", "code", "KXQ7-M2VD-9TRA-4HPB");
  seeds.add("header", "accept", "gzip;q=0.5, zstd, br;q=0, *;q=0.1");
  seeds.add("header", "accept_refuses_all", "zstd;q=0, gzip;q=0.000, identity;q=0");
  seeds.add("header", "accept_garbled", ";q=, ,;,zstd;q=x;q=1");
  seeds.add("header", "encoding", "zstd");
  seeds.add("header", "encoding_old", "X-GZIP");
  seeds.add("header", "token_of_nobody", ".0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");
  seeds.add("header", "token_of_a_path", "../kommun.0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");
  seeds.add("header", "code_in_small_letters", "kxq7 m2vd 9tra 4hpb");
  seeds.add("header", "code_with_odd_letters", "OIL0-M2VD-9TRA-\xc3\xa5HPB");
}

// --- what people hand to casework -------------------------------------------------------------

json sample_of(const ArgumentDef& def) {
  switch (def.type) {
    case ArgumentType::line:
    case ArgumentType::prose:
      return "Åsa";
    case ArgumentType::lines:
      return json::array({"hisingen", "öster"});
    case ArgumentType::choice:
      return def.choices.front();
    case ArgumentType::ids:
      return json::array({"01890a5d-ac96-774b-bcce-b302099a8057"});
    case ArgumentType::integer:
      return def.least;
    case ArgumentType::flag:
      return true;
    case ArgumentType::id:
      return "01890a5d-ac96-774b-bcce-b302099a8057";
    case ArgumentType::date:
      return "2026-02-28";
    case ArgumentType::instant:
      return "2026-02-28T09:30:00+01:00";
    case ArgumentType::version:
      return "AQEAAGS-qTSeAYKAgIDQ3RcAAQ8A";
    case ArgumentType::base64:
      return "Zm9ybmFtbjtlZnRlcm5hbW4K";
  }
  return {};
}

void add_arguments(Seeds& seeds) {
  const auto& all = casework::definitions();
  for (std::size_t i = 0; i < all.size(); ++i) {
    json input = json::object();
    for (const ArgumentDef& def : all[i].arguments) input[def.name] = sample_of(def);
    seeds.add("arguments", all[i].name, static_cast<char>(i) + input.dump());
  }
  const std::pair<const char*, std::string> odd[] = {
      {"no_json", "{\"a\""},
      {"no_object", "[1]"},
      {"nothing", ""},
      {"no_utf8", "{\"first_name\":\"\xff\"}"},
      {"name_twice", R"({"a":1,"a":2})"},
      {"unknown_long_name", "{\"" + std::string(39, 'x') + "åäö\":1}"},
      {"deep", std::string(50, '[') + std::string(50, ']')},
      {"numbers", R"({"limit":1e400,"days":-0,"age":18446744073709551616,"offset":1.5})"},
      {"escapes", R"({"first_name":"\ud83d\ude00\u0000\ud800"})"}};
  for (const auto& [name, input] : odd) seeds.add("arguments", name, '\0' + input);
}

void add_files(Seeds& seeds) {
  seeds.add("programme", "kompetenscenter",
            content("core/casework/programmes/kompetenscenter.toml"));
  seeds.add("programme", "havsvik", content("tests/casework/programmes/havsvik.toml"));
  seeds.add("programme", "not_toml", "key = [1,\n");
  seeds.add("programme", "empty", "");
  seeds.add("programme", "no_utf8", "key = \"\xff\"\n");
  seeds.add("programme", "other_types",
            "key = 1\nname = []\nunits = \"x\"\n[limit]\nmonths = 2.5\n");
  seeds.add("programme", "numbers", "a = 0xffffffffffffffff\nb = -inf\nc = 2026-02-30\n");
  seeds.add("programme", "dates",
            "a = 2026-02-28T09:30:00.5+01:00\nb = 09:30:00\nc = 1979-05-27\n");
  seeds.add("programme", "deep", "a = " + std::string(60, '[') + std::string(60, ']') + "\n");
  seeds.add("programme", "key_twice", "a = 1\na = 2\n[t]\n[t]\n");
  seeds.add("programme", "too_little", "key = \"x\"\nname = { sv = \"a\", en = \"b\" }\n");
  const std::string header =
      "förnamn;efternamn;personnummer;enhet;coach;startdatum;stadsdel;spår;språk;avslutad;resultat;"
      "resultat_från;remittent\r\n";
  const std::string row =
      "Åsa;Lind;811218-9876;öster;BOB öberg;2025-01-31;Bergsjön;Utbildning;somaliska;2026-01-30;"
      "Arbete;2026-02-02;Socialtjänsten\r\n";
  seeds.add("csv", "participants", header + row);
  seeds.add("csv", "named_separator", "sep=,\na,\"b \"\"c\"\"\nd\",e\n1,2,3\n\n,,\n");
  seeds.add("csv", "tabs", "a\tb\r\n1\t\"\"\r\n");
  seeds.add("csv", "open_quote", "a;b\n\"1;2\n");
  seeds.add("csv", "stray_quote", "a;b\n1\"2;3\n");
  seeds.add("csv", "other_widths", "a;b\n1\n1;2;3\n1;2;;\n");
  seeds.add("csv", "header_with_empty_columns", ";;a;\n1;2;3;4\n");
  seeds.add("csv", "control_character", "a;b\n1;\x01\n");
  seeds.add("csv", "old_line_ends", "a;b\r1;2\r");
  seeds.add("csv", "blanks",
            " a ;\xC2\xA0"
            "b\t\n \"x \" ; y\n");
  seeds.add("csv", "header_alone", header);
  seeds.add("csv", "separator_alone", "sep=;");
  seeds.add(
      "csv", "participants_with_mistakes",
      header + "Åsa;;811218-9875;väster;carol;2025-02-30;;;;2024-01-01;annat;;\r\n" + row + row);
  for (const auto encoding : {casework::TextEncoding::utf8, casework::TextEncoding::utf8_bom,
                              casework::TextEncoding::windows_1252}) {
    const std::string name = "encoding_" + std::to_string(static_cast<int>(encoding));
    seeds.add("text_encoding", name, *casework::encode_text(row, encoding));
    seeds.add("csv", name, *casework::encode_text(header + row, encoding));
  }
  seeds.add("text_encoding", "utf16",
            std::string_view("\xFF\xFE"
                             "a\0b\0",
                             6));
  seeds.add("text_encoding", "utf16_other_end", std::string_view("\xFE\xFF\0a", 4));
  seeds.add("text_encoding", "bom_before_no_utf8", "\xEF\xBB\xBF\xE5");
  seeds.add("text_encoding", "bom_alone", "\xEF\xBB\xBF");
  seeds.add("text_encoding", "undefined_in_1252", "\xE5\x81");
  seeds.add("text_encoding", "all_of_1252", "\x80\x85\x8E\x9F\xA0\xC5\xD6\xFF");
  seeds.add("text_encoding", "overlong_and_surrogate", "\xC0\x80\xED\xA0\x80");
  seeds.add("text_encoding", "emoji", "👩‍🔧 \u00A0");
}

void add_texts(Seeds& seeds) {
  seeds.add("text_merge", "apart",
            "ett två tre\xFF"
            "ny två tre\xFF"
            "ett två ny");
  seeds.add("text_merge", "touching",
            "ett två tre\xFF"
            "ett ny tre\xFF"
            "ett annan tre");
  seeds.add("text_merge", "marks",
            "A\u030Asa 👩‍🔧\xFF"
            "Åsa 👩‍🔧 kom\xFF"
            "A\u030Asa 👍\U0001F3FD");
  seeds.add("text_merge", "both_insert",
            "a\xFF"
            "a b\xFF"
            "a c");
  seeds.add("text_merge", "same_change",
            "a b c\xFF"
            "a x c\xFF"
            "a x c d");
  seeds.add("text_merge", "marks_alone",
            "\u0301\xFF"
            "a\u0301\xFF"
            "\u0301\u0302 b");
  seeds.add("text_merge", "line_ends",
            "a\r\nb\xFF"
            "a\nb\xFF"
            "a\r\nb\r\n");
  seeds.add("text_merge", "repeats",
            "a a a a a\xFF"
            "a a b a a a\xFF"
            "a a a a");
  seeds.add("text_merge", "emptied",
            "ett två\xFF\xFF"
            "ett två tre");
}

}  // namespace
}  // namespace brygga::fuzz

int main(int count, char** words) {
  using namespace brygga::fuzz;
  if (count != 2) {
    std::fputs("usage: brygga_fuzz_seeds FOLDER\n", stderr);
    return 2;
  }
  Seeds seeds(words[1]);
  add_golden(seeds);
  add_edges(seeds);
  add_heads(seeds);
  add_cursors(seeds);
  add_traffic(seeds, "whole_", 0);
  add_traffic(seeds, "in_pages_", 150);
  add_first_sync(seeds);
  add_values(seeds);
  add_bodies(seeds);
  add_arguments(seeds);
  add_files(seeds);
  add_texts(seeds);
  return 0;
}
