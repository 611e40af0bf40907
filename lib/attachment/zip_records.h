// The four records of a zip file as they stand, without any judgement.
//
// In: bytes and the offset of a record. Out: its fields with zip64 values already put in, or nothing where
// there is no such record or it ends too early. Views point into the bytes that were read. Threads: pure
// functions. Source: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5, 7.
#pragma once

#include <cstdint>
#include <optional>

#include "facts/bytes.h"

namespace congvu::attachment {

constexpr ByteView zip_local_signature = "PK\x03\x04";
constexpr ByteView zip_central_signature = "PK\x01\x02";
constexpr ByteView zip_end_signature = "PK\x05\x06";
constexpr ByteView zip_descriptor_signature = "PK\x07\x08";

constexpr std::uint16_t zip_flag_encrypted = 1U << 0;
constexpr std::uint16_t zip_flag_descriptor = 1U << 3;
constexpr std::uint16_t zip_flag_strong = 1U << 6;
constexpr std::uint16_t zip_flag_masked = 1U << 13;
constexpr std::uint16_t zip_method_aes = 99;

// What a local and a central header have in common.
struct ZipHeader {
  std::uint64_t offset = 0;  // of the record itself
  std::uint64_t end = 0;     // behind its variable fields; for a local header the data begins here
  std::uint16_t version = 0;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0;
  std::uint64_t size = 0;
  ByteView name;
  ByteView unicode_name;  // of the extra field 0x7075, or empty
  // Central only:
  std::uint64_t local = 0;  // offset of the local header, as written
  std::uint64_t disk = 0;
  std::uint32_t attributes = 0;
  std::uint8_t host = 0;

  [[nodiscard]] bool encrypted() const;
};

struct ZipEnd {
  std::uint64_t offset = 0;  // of the end record
  std::uint64_t end = 0;     // behind the comment, cut to the bytes there are
  std::uint64_t disk = 0, directory_disk = 0;
  std::uint64_t disk_entries = 0, entries = 0;
  std::uint64_t directory_size = 0, directory = 0;
  std::uint64_t directory_end = 0;  // where the directory should end: the first of the end records
  bool zip64 = false;
  bool directory_encrypted = false;  // the zip64 end record, version 2, says so
  bool comment_cut = false;
};

std::optional<ZipHeader> read_local(ByteView bytes, std::uint64_t offset);
// Without the extra fields, for a look at many places: sizes of zip64 and the Unicode name stay unread.
std::optional<ZipHeader> peek_local(ByteView bytes, std::uint64_t offset);
std::optional<ZipHeader> read_central(ByteView bytes, std::uint64_t offset);
// `zip64`: let a zip64 end record in front of it replace the values.
std::optional<ZipEnd> read_end(ByteView bytes, std::uint64_t offset, bool zip64);

// Whether a packing method is one that some program unpacks.
bool known_zip_method(std::uint16_t method);
// A local header that a program could take for one: used where nothing but its signature leads to it.
bool plausible_local(const ZipHeader& header);

}  // namespace congvu::attachment
