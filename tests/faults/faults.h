// What a mail might make of a scan worker, for the tests: crashes, loops, floods, and calls that only code
// which came with the mail would make.
//
// In: the name of a fault. Out: what came of it, where it comes back: "EPERM" and the like, "done", or a
// list. Nothing here does harm where the sandbox is missing, besides to the process itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace congvu::faults {

std::vector<std::string_view> names();
// `message` is the descriptor of the message that the worker holds, or -1.
std::string commit(std::string_view name, int message);

}  // namespace congvu::faults
