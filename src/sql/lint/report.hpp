#pragma once

#include "sql/lint/catalog.hpp"
#include <gmig/sql/lint.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gmig::sql::lint {

struct PlacedFinding {
    Finding finding;
    std::size_t place = 0;  ///< byte of the part's text
};

/// What the rules say of one migration.
class Report {
public:
    explicit Report(const LintPart& part) : part_(part) {}

    /// The message says what happens, the remedy how it is done safely; names in them are shown()
    /// or printable() already.
    void add(Code code, std::size_t place, std::string message, std::string remedy);
    /// One about the whole part.
    void add(Finding finding) { found_.push_back({std::move(finding), 0}); }
    /// Found unless the migration's end makes it good: an index that is built after its foreign
    /// key, say.
    using Settled = std::function<bool(const Catalog& at_end)>;
    void add_unless(Settled settled, Code code, std::size_t place, std::string message,
                    std::string remedy);

    /// All, by place.
    std::vector<PlacedFinding> finish(const Catalog& at_end);

    /// Columns that this part has renamed: table and present name, and what it was called before.
    std::map<std::pair<ObjectName, std::string>, std::string> renamed_columns{};

    /// A finding about a place of this part.
    [[nodiscard]] Finding finding(Code code, std::size_t place, std::string message,
                                  std::string remedy) const;

private:
    struct Open {
        Settled settled;
        PlacedFinding found;
    };

    const LintPart& part_;
    std::vector<PlacedFinding> found_;
    std::vector<Open> open_;
};

/// What a rule knows besides the statement.
struct Scene {
    const LintOptions& options;
    const Script& script;
    const Catalog& catalog;  ///< as it is before the statement
    Report& report;
};

}  // namespace gmig::sql::lint
