#include "fuzz/world.hpp"

namespace brygga::fuzz {

using namespace brygga::testing;

MemoryOffice office_of_alice() {
  MemoryOffice office;
  const RowId alice = office.add_person(91);
  office.enrol(alice_device, alice);
  for (std::uint64_t row = 1; row <= 3; ++row) {
    office.write({create_card(row, {assign(card::title, text("card")), add(card::tags, text("a")),
                                    assign(card::summary, text("ett två tre"))})});
    office.add_member(100 + row, row, alice);
  }
  return office;
}

void make_tablet_of_alice(MemoryOffice& office, const std::string& path) {
  Tablet tablet(office, alice_device, row_of_number(91), path);
  tablet.must_save(tablet.new_own_card(7, "sent"));
  tablet.sync();
  tablet.must_save(tablet.new_own_card(8, "unsent"));
  tablet.edit(7, card::note, text("unsent"));
}

const std::string& tablet_of_alice() {
  static const TempFolder folder;
  static const std::string path = [] {
    MemoryOffice office = office_of_alice();
    std::string file = folder / "tablet.db";
    make_tablet_of_alice(office, file);
    return file;
  }();
  return path;
}

}  // namespace brygga::fuzz
