// data: addresses in pages: files that stand in a link, a frame or a picture.
//
// In: the text of a page, and the same in lower case. Out: where each stands, its media type, whether a click
// or the page itself saves it. Limits: one pass; what stands around an address is looked at for a few hundred
// bytes. Threads: pure functions. Source: RFC 2397; HTML, the "download" attribute.
#pragma once

#include <string>
#include <vector>

#include "facts/bytes.h"

namespace congvu::attachment {

struct DataAddress {
  std::string type;  // lower case, as written; may be empty
  bool base64 = false;
  ByteView payload;
  bool link = false;      // the value of href: a click opens it
  bool download = false;  // its tag says "download"
  std::string name;       // what the tag says that the file is called
  std::size_t begin = 0, end = 0;
};

inline constexpr std::size_t most_addresses = 5'000;

std::vector<DataAddress> find_data_addresses(ByteView text, ByteView lower);
// The page with its character references resolved and without the tabs and line ends that an address may have
// anywhere ("&#100;ata:", "da\nta:"), where this shows more data: addresses than the text itself (HTML 13.5,
// WHATWG URL 4.4); else empty. `lower` is the page in lower case.
std::string with_hidden_addresses(ByteView text, ByteView lower);
// Pictures, fonts, sound, film, style sheets: what every saved page is full of.
bool is_page_material(std::string_view type);
std::string decode_address(const DataAddress& address, std::size_t most);

}  // namespace congvu::attachment
