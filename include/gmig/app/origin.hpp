#pragma once

#include <cstdint>
#include <string>

namespace gmig::app {

/// A commit that something comes from.
struct Origin {
    std::string commit;
    std::string author;  ///< "Ann Author <ann@example.org>"
    std::string date;    ///< ISO 8601 with its zone
    std::string subject;
};

/// Whether a commit has brought a file.
enum class Committed : std::uint8_t {
    Yes,
    NotYet,
    Unknown,  ///< no repository, or a shallow clone that ends before the commit
};

}  // namespace gmig::app
