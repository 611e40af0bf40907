#include "facts/item.h"

#include <algorithm>

namespace congvu {
namespace {

class ListReader final : public Reader {
 public:
  ListReader(std::vector<Child> children, Findings findings)
      : children_(std::move(children)), findings_(std::move(findings)) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    if (next_ == 0) {
      findings.encrypted |= findings_.encrypted;
      for (const auto reason : findings_.unchecked) findings.add(reason);
      for (const auto deviation : findings_.deviations) findings.add(deviation);
      if (findings_.refined) findings.refine(*findings_.refined);
    }
    if (next_ >= children_.size()) return std::nullopt;
    if (!budget.take_entry()) {
      findings.add(Unchecked::limit);
      next_ = children_.size();
      return std::nullopt;
    }
    return std::move(children_[next_++]);
  }

 private:
  std::vector<Child> children_;
  Findings findings_;
  std::size_t next_ = 0;
};

}  // namespace

void Findings::add(Unchecked reason) {
  if (std::find(unchecked.begin(), unchecked.end(), reason) == unchecked.end()) unchecked.push_back(reason);
}

void Findings::add(Deviation deviation) {
  if (std::find(deviations.begin(), deviations.end(), deviation) == deviations.end())
    deviations.push_back(deviation);
}

void Findings::refine(FileType type) {
  if (!refined || type.kind >= refined->kind) refined = std::move(type);
}

std::unique_ptr<Reader> list_reader(std::vector<Child> children, Findings findings) {
  return std::make_unique<ListReader>(std::move(children), std::move(findings));
}

}  // namespace congvu
