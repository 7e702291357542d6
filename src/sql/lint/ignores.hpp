#pragma once

#include "sql/lint/report.hpp"
#include <gmig/sql/statement.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace gmig::sql::lint {

/// The directives of one part that wave findings through, whatever the layout of its file:
///
///     -- gmig: lint-ignore=GM405 lint-ignore=GM408     the statement that it stands in, or the
///     next
///     -- gmig: lint-ignore-file=GM405                  the migration
class Ignores {
public:
    Ignores(const LintPart& part, Dialect dialect, const std::vector<Statement>& statements);

    /// Parts what was found into findings and ignored ones, and tells the directives that did
    /// nothing.
    void settle(std::vector<PlacedFinding> found, const Report& report, LintResult& result);

private:
    struct Directive {
        std::string rule;
        std::size_t place = 0;
        bool whole_file = false;
        std::size_t from = 0;  ///< the statement's first byte, and the one behind its last
        std::size_t to = 0;
        bool from_elsewhere = false;  ///< stands in the file, but not in this part
        bool used = false;
    };

    void read_line(std::string_view text, std::size_t offset,
                   const std::vector<Statement>& statements);
    void add(Directive directive, const std::vector<Statement>& statements);
    Directive* covering(const PlacedFinding& found);
    [[nodiscard]] Where where(const Directive& directive) const;
    [[nodiscard]] Finding unused(const Directive& directive, const Report& report) const;

    const LintPart& part_;
    std::vector<Directive> directives_;
};

}  // namespace gmig::sql::lint
