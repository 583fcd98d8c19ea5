// Searching what an account sees at the office, as store/search.hpp does on a tablet: the same rows
// are found and come in the same order.
//
// The office keeps no index of words, which would make every upload dearer; the searched fields of
// the rows that are seen are read one after another. Pure but for the view.
#pragma once

#include <string_view>
#include <vector>

#include "model/schema.hpp"
#include "storage/account_view.hpp"
#include "store/search.hpp"

namespace brygga::server {

// As Search::find().
Result<SearchHits> search_view(AccountView& view, const Schema& schema, std::string_view text,
                               const std::vector<EntityNumber>& entities, std::size_t limit);

}  // namespace brygga::server
