#include "casework/parameter_list.hpp"

#include <utility>

namespace brygga::casework {

void ParameterList::add(Value value) {
  values_.push_back(std::move(value));
  marks_ += (values_.size() > 1 ? ", ?" : "?") + std::to_string(values_.size());
}

}  // namespace brygga::casework
