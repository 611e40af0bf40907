// How addresses are formed, as data: the part of a regulation profile that Điều 5 fills.
//
// In: words and names as people write them; compared without regard to case, to the Unicode form and to where
// a tone mark stands. Out: plain data, read by directory/address.h. The defaults are the words of the
// administrative language; nothing in them belongs to one province.
#pragma once

#include <string>
#include <vector>

namespace congvu::directory {

// An address that the regulation itself names.
struct FixedAddress {
  std::vector<std::string> names;
  std::string local;
};

struct AddressRules {
  std::vector<FixedAddress> fixed;
  // Left out of abbreviations of organisations.
  std::vector<std::string> dropped_words{"và"};
  // What a people's committee is called, in front of the place.
  std::vector<std::string> committee_words{"Ủy ban nhân dân", "UBND"};
  std::vector<std::string> district_words{"huyện", "thị xã", "thành phố", "quận"};
  std::vector<std::string> commune_words{"xã", "phường", "thị trấn"};
  // What a unit of a district begins with; without any of them the first is put in front.
  std::vector<std::string> office_words{"Phòng",     "Văn phòng", "Thanh tra", "Trung tâm", "Ban",
                                        "Chi nhánh", "Đội",       "Hạt",       "Trạm",      "Đài"};
  // Left out at the end of any name: "tỉnh Bắc Giang".
  std::vector<std::string> province_names;
  // Addresses from before the regulation: told as such, never as faults.
  std::vector<std::string> accepted;
};

}  // namespace congvu::directory
