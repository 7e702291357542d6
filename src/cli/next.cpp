#include "cli/next.hpp"

namespace gmig::cli {
namespace {

std::string next_of_kind(Error::Kind kind) {
    switch (kind) {
        case Error::Kind::Usage:
            return "gmig help";
        case Error::Kind::Recover:
            return "gmig recover";
        case Error::Kind::Repository:
            return "git status";
        case Error::Kind::Guard:
        case Error::Kind::Environment:
            return "gmig doctor";
        case Error::Kind::Internal:
            return "gmig doctor, and report this";
        default:
            return "gmig status";
    }
}

/// A file of the user's own that an error stands in: it is to be mended, whatever runs it.
bool is_in_a_file(const Error& error) {
    const bool mendable = error.kind() == Error::Kind::Migration ||
                          error.kind() == Error::Kind::Database ||
                          error.kind() == Error::Kind::Usage;
    const std::string& file = error.where().file;
    return mendable && error.where().line > 0 && !file.empty() && !file.starts_with("ledger:");
}

}  // namespace

std::string next_of(const Error& error) {
    if (!error.next().empty()) {
        return error.next();
    }
    if (is_in_a_file(error)) {
        return "mend " + error.where().file + ", then run the command again";
    }
    return next_of_kind(error.kind());
}

}  // namespace gmig::cli
