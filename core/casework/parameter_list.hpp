// Values that one SELECT is asked for by an IN, and the marks that stand for them. Values.
#pragma once

#include <string>
#include <vector>

#include "model/value.hpp"

namespace brygga::casework {

class ParameterList {
 public:
  void add(Value value);
  // "?1, ?2".
  const std::string& marks() const { return marks_; }
  const std::vector<Value>& values() const { return values_; }

 private:
  std::vector<Value> values_;
  std::string marks_;
};

}  // namespace brygga::casework
