// docs/lint has a page for each of lint's rules, and an index that says what the rules are.
#include <gmig/model/finding.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gmig {
namespace {

std::string lint_page(const std::string& name) {
    return read_file(std::string(GMIG_LINT_PAGES) + "/" + name + ".md");
}

std::vector<Code> lint_codes() {
    std::vector<Code> codes;
    for (const Code code : all_codes()) {
        if (is_lint(code)) {
            codes.push_back(code);
        }
    }
    return codes;
}

TEST(LintPages, EachRuleHasOneThatBeginsWithItsName) {
    EXPECT_GE(lint_codes().size(), 27U);
    for (const Code code : lint_codes()) {
        const std::string page = lint_page(to_string(code));
        EXPECT_TRUE(
            page.starts_with("# " + to_string(code) + " " + std::string(title(code)) + "\n"))
            << to_string(code);
    }
}

/// The second paragraph begins so: "Warning; PostgreSQL."
TEST(LintPages, EachSaysTheSeverityThatItsRuleHas) {
    for (const Code code : lint_codes()) {
        const std::string page = ascii_lower(lint_page(to_string(code)));
        const std::string said = "\n\n" + std::string(to_string(default_severity(code))) + ";";
        EXPECT_EQ(page.find(said), page.find('\n')) << to_string(code);
    }
}

TEST(LintPages, TheIndexListsEachWithItsTitleAndSeverity) {
    const std::string index = lint_page("index");
    for (const Code code : lint_codes()) {
        const std::string name = to_string(code);
        const std::size_t row =
            index.find("| [" + name + "](" + name + ".md) | " + std::string(title(code)) + " | ");
        ASSERT_NE(row, std::string::npos) << name;
        const std::string line = index.substr(row, index.find('\n', row) - row);
        EXPECT_NE(line.find(" | " + std::string(to_string(default_severity(code))) + " | "),
                  std::string::npos)
            << line;
    }
}

}  // namespace
}  // namespace gmig
