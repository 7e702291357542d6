#pragma once

#include <gmig/db/driver.hpp>
#include <gmig/support/text.hpp>

namespace gmig::db {

/// What one statement of a verify part yielded, as far as the verdict needs it.
struct Yield {
    std::size_t rows = 0;
    std::size_t columns = 0;
    Value first;  ///< the first row's first cell
};

/// Whether a cell says no: NULL, false, or a number that is 0.
inline bool says_no(const Value& cell) {
    if (!cell.has_value()) {
        return true;
    }
    const std::string text = ascii_lower(trim(*cell));
    if (text == "f" || text == "false") {
        return true;
    }
    return !text.empty() && text.find('0') != std::string::npos &&
           text.find_first_not_of("+-0.") == std::string::npos;
}

/// Whether the statement's result fails its verify part: one row of one column that says no
/// (design.md: "Verify fails when a statement errors, or yields one row of one column that is
/// false, 0 or NULL").
inline bool fails_verify(const Yield& yield) {
    return yield.rows == 1 && yield.columns == 1 && says_no(yield.first);
}

}  // namespace gmig::db
