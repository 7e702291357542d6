#pragma once

#include <gmig/app/connection.hpp>
#include <gmig/app/diff.hpp>
#include <gmig/model/migration.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// How a database's schema stands to what migrations build.
struct SchemaComparison {
    std::vector<std::string> differences;  ///< in words, what the database has otherwise
    SchemaChange back;                     ///< what would bring it to what they build
    std::vector<std::string> passed_over;  ///< a sentence each: what is no part of it
};

/// Runs the migrations on a shadow, in this order, and holds the database against it, without what
/// gmig and other tools keep there for themselves. Throws what running them throws.
SchemaComparison compare_schema(const Request& request, const Workspace& workspace,
                                const Connection& connection,
                                const std::vector<Migration>& migrations);

/// Throws on what compare_schema threw: as Error{Guard} where a migration did not run.
[[noreturn]] void refuse_comparison(const Error& error);

}  // namespace gmig::app
