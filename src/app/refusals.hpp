#pragma once

#include <gmig/layout/config.hpp>
#include <gmig/model/finding.hpp>
#include <gmig/model/migration.hpp>
#include <gmig/sql/statement.hpp>
#include <gmig/support/error.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace gmig::app {

/// What gmig refuses a part for, by its text alone: what sql::prepare throws, for which another
/// tool's layout has a remedy of its own. Nothing where it would run it.
std::optional<Error> refusal_of(const layout::ProjectConfig& project, const Script& part,
                                const sql::RunnableOptions& options);

/// Who executes a project's migrations, as far as its gmig.json says.
enum class Executor : std::uint8_t {
    Gmig,
    Either,  ///< the tool where its history table is, gmig elsewhere
    Tool,
};
Executor executor_of(const layout::ProjectConfig& project);

/// As a finding GM208.
Finding refusal_finding(const Migration& migration, const Error& error,
                        Severity severity = Severity::Error);

/// What `execute` would refuse a migration (one that is JSON: rendered) for, before it runs
/// anything, as findings GM208: errors where gmig executes. Where the tool may, what PostgreSQL
/// takes in no transaction, which that tool's run refuses as well (an error), and what only gmig
/// does not take (a warning); where the tool does, the former as a warning.
std::vector<Finding> refusals_in(const layout::ProjectConfig& project, Executor executor,
                                 const Migration& migration, const sql::RunnableOptions& options);

/// Whether a part can be split into statements that a parser takes.
bool is_readable(const layout::ProjectConfig& project, const Script& part, sql::Grammar grammar);

}  // namespace gmig::app
