#pragma once

#include <gmig/sql/lint.hpp>

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::sql {

/// A migration around a text.
struct LintText {
    explicit LintText(std::string text, TransactionMode mode = TransactionMode::On) {
        migration.name = "m";
        migration.path = "m.sql";
        migration.up = {.text = std::move(text), .path = "m.sql", .transaction = mode};
    }
    [[nodiscard]] LintPart part() const { return {.migration = &migration, .up = &migration.up}; }

    Migration migration;
};

/// "1:3 GM405, 2:1 GM408".
inline std::string codes_of(const std::vector<Finding>& findings) {
    std::string line;
    for (const Finding& each : findings) {
        line += (line.empty() ? "" : ", ") + std::to_string(each.where.line) + ":" +
                std::to_string(each.where.column) + " " + to_string(each.code);
    }
    return line;
}

inline constexpr const char* base_history =
    "CREATE TABLE t (id bigint PRIMARY KEY, a int, b varchar(20));";

/// A text in which a rule finds something, or nothing.
struct RuleCase {
    Code code{};
    const char* sentence = "";
    const char* sql = "";
    const char* history = base_history;
    TransactionMode mode = TransactionMode::On;
};

inline void PrintTo(const RuleCase& test, std::ostream* out) {
    *out << test.sentence;
}

inline std::string sentence_of(const testing::TestParamInfo<RuleCase>& test) {
    return test.param.sentence;
}

class LintFinds : public testing::TestWithParam<RuleCase> {};
class LintPasses : public testing::TestWithParam<RuleCase> {};

inline LintResult lint_after(const std::string& history, const std::string& sql,
                             const LintOptions& options = {},
                             TransactionMode mode = TransactionMode::On) {
    Linter linter(options);
    linter.learn(LintText(history).part());
    return linter.judge(LintText(sql, mode).part());
}

inline std::vector<Finding> of_rule(const LintResult& result, Code code) {
    std::vector<Finding> found;
    for (const Finding& each : result.findings) {
        if (each.code == code) {
            found.push_back(each);
        }
    }
    return found;
}

}  // namespace gmig::sql
