// Writes the first inputs of the fuzzer into a folder: real messages, rows, files and JSON, one
// folder per target. Run it into tests/fuzz/corpus when a format has changed:
// brygga_fuzz_seeds FOLDER
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
  seeds.add("enrol_request", "empty", encode(EnrolRequest{}));
  seeds.add("enrol_response", "empty", encode(EnrolResponse{}));
  seeds.add("error", "empty", encode(ErrorMessage{}));
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
                                                  {"long", text(std::string(200, 'x'))}};
  for (const auto& [name, value] : values) {
    ByteWriter writer;
    write_value(writer, value);
    seeds.add("value", name, writer.bytes());
  }
}

// --- what the server reads --------------------------------------------------------------------

void add_bodies(Seeds& seeds) {
  using namespace brygga::server;
  const std::string programme = content("core/casework/programmes/kompetenscenter.toml");
  const std::pair<const char*, std::string> bodies[] = {
      {"empty", ""}, {"short", "brygga"}, {"text", programme}, {"zeros", std::string(5000, '\0')}};
  for (const auto& [name, body] : bodies) {
    const ByteView view = as_bytes(body);
    for (const auto encoding : {ContentEncoding::zstd, ContentEncoding::gzip}) {
      Bytes input{static_cast<std::uint8_t>(encoding == ContentEncoding::zstd ? 0 : 1)};
      const Bytes packed = compress(encoding, Bytes(view.begin(), view.end()));
      input.insert(input.end(), packed.begin(), packed.end());
      seeds.add("body", std::string(name) + "_" + name_of(encoding), input);
    }
  }
  seeds.add("header", "token", "kommun.0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");
  seeds.add("header", "code", "KXQ7-M2VD-9TRA-4HPB");
  seeds.add("header", "accept", "gzip;q=0.5, zstd, br;q=0, *;q=0.1");
  seeds.add("header", "encoding", "zstd");
}

// --- what people hand to casework -------------------------------------------------------------

json sample_of(const ArgumentDef& def) {
  switch (def.type) {
    case ArgumentType::line:
    case ArgumentType::prose:
      return "Åsa";
    case ArgumentType::lines:
      return json::array({"hisingen", "öster"});
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
}

void add_files(Seeds& seeds) {
  seeds.add("programme", "kompetenscenter",
            content("core/casework/programmes/kompetenscenter.toml"));
  seeds.add("programme", "not_toml", "key = [1,\n");
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
