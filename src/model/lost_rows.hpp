#pragma once

#include <gmig/model/facts.hpp>
#include <gmig/model/history.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace gmig {

/// A row of the ledger whose id no file has.
struct LostRow {
    std::size_t entry = 0;
    std::optional<std::size_t> file;      ///< the one that it certainly is, under another id
    std::optional<std::size_t> namesake;  ///< otherwise: the file that has its name
    std::optional<std::size_t> guess;     ///< otherwise: in LostRows::guesses, what it may be
};

struct LostRows {
    std::vector<LostRow> rows;                      ///< in the ledger's order
    std::vector<std::vector<std::size_t>> guesses;  ///< files of one content
};

/// Finds the file that each row is now whose id is gone.
///
/// A row is the file of its name and content. Failing that, and if no file has its name, it is one
/// of its content whose id is not written in it: certainly so where as many such rows as files are
/// left (then in order), perhaps so where not. Copying by content is as strict as that because a
/// row that follows the wrong file leaves the right one to be executed again. What is left after
/// that goes by fingerprint, where exactly one such row and one such file have it; no
/// `fingerprint_of`, no such search.
///
/// `taken` says of each file whether a row has its id, `entries` which rows have none.
LostRows find_lost_rows(const History& history, const Facts& facts, std::vector<bool> taken,
                        const std::vector<std::size_t>& entries,
                        const std::function<Fingerprint(const Migration&)>& fingerprint_of);

}  // namespace gmig
