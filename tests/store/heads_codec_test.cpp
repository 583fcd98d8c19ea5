// The heads blob of a file, byte by byte (docs/STORE.md has the example), and what is none.
#include "store/heads_codec.hpp"

#include <gtest/gtest.h>

#include "merge/apply.hpp"

namespace brygga {
namespace {

constexpr DeviceNumber alice{0x5eed'0000'0001}, bob{0x5eed'0000'0002};
constexpr Hlc morning{1'779'000'000'000ULL << 16};
constexpr Hlc later{(1'779'000'000'000ULL + 60'000) << 16};

EntityDef entity_of_example() {
  EntityDef entity;
  for (FieldNumber number = 1; number <= 5; ++number) {
    FieldDef field;
    field.number = number;
    field.name = "f" + std::to_string(number);
    field.rule = number == 4 ? Rule::set : Rule::both;
    entity.fields.push_back(field);
  }
  return entity;
}

RowState row_of_example(const EntityDef& entity) {
  const RowId id{*parse_uuid("019e34a9-be00-7000-8000-000000000011")};
  RowState row = empty_row(entity, id, {});
  row.seq = 7;
  const Head of_alice{{morning, alice}, 0, {}};
  row.field(1) = {{of_alice}, 6};
  row.field(2) = {{of_alice}, 6};
  row.field(4) = {{of_alice, of_alice}, 6};
  row.field(4).heads[0].value = std::string("so");
  row.field(4).heads[1].value = std::string("sv");
  row.field(5) = {{of_alice, {{later, bob}, 0, {}}}, 7};
  return row;
}

WriterKey key_of(DeviceNumber device) { return device.value % 16; }
std::optional<DeviceNumber> writer_of(WriterKey key) {
  if (key == 0) return DeviceNumber{};
  if (key > 2) return std::nullopt;
  return key == 1 ? alice : bob;
}

RowState row_to_fill(const EntityDef& entity, const RowState& like) {
  RowState row = empty_row(entity, like.id, {});
  row.seq = like.seq;
  return row;
}

TEST(HeadsCodec, blob_of_the_documented_example_is_as_documented) {
  const EntityDef entity = entity_of_example();
  EXPECT_EQ(to_hex(encode_heads(entity, row_of_example(entity), key_of)),
            "0503"
            "00020103"
            "02"
            "040102"
            "00020502736f"
            "000205027376"
            "050002"
            "0002"
            "80d30e04");
}

TEST(HeadsCodec, row_comes_back_from_a_file_and_from_a_version) {
  const EntityDef entity = entity_of_example();
  RowState row = row_of_example(entity);
  row.mac[3] = 9;
  row.life = {{{morning.ticks + 5}, bob}, {}, true, 5};
  row.field(3) = {{{{Hlc{3}, bob}, 77, {}}}, 0};  // an own edit, of a time before the row's
  for (const bool is_of_file : {true, false}) {
    const Bytes blob = is_of_file ? encode_heads(entity, row, key_of) : encode_heads(entity, row);
    EXPECT_TRUE(bears_mark(blob));
    RowState again = row_to_fill(entity, row);
    ASSERT_TRUE(decode_heads(entity, blob, again, writer_of));
    EXPECT_EQ(again, row);
  }
}

TEST(HeadsCodec, row_written_at_once_takes_some_twenty_five_bytes_of_which_sixteen_are_the_mark) {
  const EntityDef entity = entity_of_example();
  RowState row = empty_row(entity, RowId{*parse_uuid("019e34a9-be00-7000-8000-000000000011")}, {});
  row.seq = 60'000;
  row.field(1) = {{{{later, alice}, 0, {}}}, 60'000};
  EXPECT_EQ(encode_heads(entity, row, key_of).size(), 8U);
  row.mac[0] = 1;
  EXPECT_EQ(encode_heads(entity, row, key_of).size(), 24U);
}

TEST(HeadsCodec, blob_of_a_file_is_no_version_and_an_unknown_writer_is_damage) {
  const EntityDef entity = entity_of_example();
  const RowState row = row_of_example(entity);
  const Bytes blob = encode_heads(entity, row, key_of);
  RowState again = row_to_fill(entity, row);
  EXPECT_FALSE(decode_heads(entity, blob, again));
  const Bytes of_a_third = encode_heads(entity, row, [](DeviceNumber) { return WriterKey{3}; });
  EXPECT_FALSE(decode_heads(entity, of_a_third, again, writer_of));
}

TEST(HeadsCodec, blob_that_is_cut_or_has_bytes_left_over_is_none) {
  const EntityDef entity = entity_of_example();
  const RowState row = row_of_example(entity);
  Bytes blob = encode_heads(entity, row, key_of);
  for (std::size_t size = 0; size < blob.size(); ++size) {
    RowState again = row_to_fill(entity, row);
    EXPECT_FALSE(decode_heads(entity, ByteView(blob).first(size), again, writer_of)) << size;
  }
  blob.push_back(0);
  RowState again = row_to_fill(entity, row);
  EXPECT_FALSE(decode_heads(entity, blob, again, writer_of));
}

}  // namespace
}  // namespace brygga
