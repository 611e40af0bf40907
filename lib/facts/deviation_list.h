// The rows of facts/deviation.h: CONGVU_DEVIATION(code, grade, text). Included several times, hence no guard.
// Codes are public: add, never rename.

// --- message/ ---
CONGVU_DEVIATION(duplicate_header, strong, "a MIME header field stands twice in one header")
CONGVU_DEVIATION(duplicate_parameter, strong, "a parameter stands twice in one header field")
CONGVU_DEVIATION(bad_header_line, weak, "a header line without a field name or colon")
CONGVU_DEVIATION(bad_parameter, weak, "a parameter that does not follow the grammar")
CONGVU_DEVIATION(boundary_missing, strong, "a multipart without a usable boundary")
CONGVU_DEVIATION(boundary_unused, strong, "the boundary of a multipart never occurs")
CONGVU_DEVIATION(boundary_unclosed, weak, "the last boundary line of a multipart is missing")
CONGVU_DEVIATION(unknown_transfer_encoding, strong, "a Content-Transfer-Encoding that nobody defines")
CONGVU_DEVIATION(encoded_multipart, strong, "a multipart or message declared as base64 or quoted-printable")
CONGVU_DEVIATION(base64_damage, weak, "base64 with characters or padding out of place")
CONGVU_DEVIATION(quoted_printable_damage, weak, "quoted-printable with damaged escapes")
CONGVU_DEVIATION(control_in_header, strong, "a NUL, vertical tab or form feed in a MIME header field")
CONGVU_DEVIATION(nul_byte, weak, "a NUL byte in a mail declared as text")
CONGVU_DEVIATION(uuencode_in_text, weak, "a uuencoded file inside a text part")
CONGVU_DEVIATION(yenc_in_text, weak, "a yEnc file inside a text part")
CONGVU_DEVIATION(binhex_in_text, weak, "a BinHex file inside a text part")
CONGVU_DEVIATION(hidden_line, strong, "a bare CR behind which some programs see a header field, the end of the header or a boundary")
CONGVU_DEVIATION(boundary_loose, strong, "a line that begins with a boundary and goes on with other text")
CONGVU_DEVIATION(boundary_reused, weak, "a multipart inside a multipart with the same boundary")
CONGVU_DEVIATION(boundary_on_leaf, strong, "a part that is no multipart, with a boundary that occurs in it")
CONGVU_DEVIATION(part_outside_multipart, strong, "what looks like a body part before the first or behind the last boundary")
CONGVU_DEVIATION(encoded_container, weak, "a multipart declared as base64 or quoted-printable whose parts stand in clear")

// --- names ---
CONGVU_DEVIATION(name_control, strong, "a control character or NUL in a file name")
CONGVU_DEVIATION(name_bidi, strong, "a bidirectional control character in a file name")
CONGVU_DEVIATION(name_invisible, weak, "an invisible character in a file name")
CONGVU_DEVIATION(name_trailing, weak, "trailing dots or spaces in a file name")
CONGVU_DEVIATION(names_differ, weak, "one object with several names that differ")

// --- archives ---
CONGVU_DEVIATION(archive_names_differ, strong, "an archive entry with different names in two places")
CONGVU_DEVIATION(archive_flags_differ, strong, "an archive entry whose encryption flags differ in two places")
CONGVU_DEVIATION(archive_data_differs, strong, "an archive entry whose size or method differ in two places")
CONGVU_DEVIATION(archive_hidden_entry, strong, "an archive entry that only some programs list")
CONGVU_DEVIATION(archive_leading_data, weak, "an archive that begins behind other data")
CONGVU_DEVIATION(archive_trailing_data, weak, "data behind the end of an archive")

// --- documents ---
CONGVU_DEVIATION(type_disagrees, weak, "name or declared type and content disagree")
