#pragma once

#include <string_view>

namespace gmig::schema {

/// Whether every value of one type of PostgreSQL's is one of the other, so that a change cannot
/// fail. Types as format_type() writes them.
bool keeps_every_value(std::string_view from, std::string_view to);

/// Whether values of the two have one form on disk, so that no row is written again: the cases of
/// PostgreSQL's at_rewrite rules (documentation of ALTER TABLE, "Notes"): a longer or no limit of
/// varchar, varbit, numeric, timestamp and interval; varchar and text.
bool keeps_its_form(std::string_view from, std::string_view to);

}  // namespace gmig::schema
