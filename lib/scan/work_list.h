// The one work list: every object of a message, one after the other, without recursion.
//
// In: the bytes of a message, the budget that all of its objects share. Out: one Attachment row an object, in
// the order in which a person would open them, added to the facts.
// Limits: depth is counted here for containers of every kind; objects are de-duplicated by hash, so that a
// container that contains itself, or the same file a thousand times, is opened once.
// Memory: one unpacked object a level is alive. Threads: one scan, one thread.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "facts/item.h"
#include "facts/message_facts.h"

namespace congvu::scan {

class WorkList {
 public:
  WorkList(Budget& budget, MessageFacts& facts) : budget_(budget), facts_(facts) {}
  void run(ByteView message);

 private:
  // One open container: its readers run one after the other.
  struct Frame {
    Item item;
    std::size_t row = 0;  // in facts_.attachments
    std::string key;      // in seen_, or empty
    Readers readers;
    std::size_t reader = 0;
    Findings findings;  // what the readers say about the item itself
    std::size_t children = 0;
  };

  void open_message(ByteView message);
  void visit(Child child);
  void open_inside(Item item, std::size_t row, std::string key, const FileType& type);
  void close_top();
  void stop_all();
  [[nodiscard]] std::string path_of(const Child& child, const FileType& type) const;
  [[nodiscard]] bool worth_a_row(const Attachment& row) const;

  Budget& budget_;
  MessageFacts& facts_;
  std::vector<Frame> open_;
  std::unordered_map<std::string, std::size_t> seen_;       // identity -> row that was opened
  std::vector<std::pair<std::size_t, std::size_t>> twins_;  // later row, row that was opened
};

}  // namespace congvu::scan
