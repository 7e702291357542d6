#include "sql/lint/ignores.hpp"

#include <gmig/sql/lexer.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace gmig::sql::lint {
namespace {

constexpr std::string_view mark = "-- gmig:";
constexpr std::string_view of_statement = "lint-ignore=";
constexpr std::string_view of_file = "lint-ignore-file=";

}  // namespace

Ignores::Ignores(const LintPart& part, Dialect dialect, const std::vector<Statement>& statements)
    : part_(part) {
    const std::string_view text = part.up->text;
    for (const std::size_t offset : directive_offsets(text, dialect)) {
        read_line(text, offset, statements);
    }
    for (const std::string& rule : part.migration->lint_ignores) {
        const bool known = std::ranges::any_of(
            directives_, [&](const Directive& one) { return one.whole_file && one.rule == rule; });
        if (!known) {
            directives_.push_back({.rule = rule, .whole_file = true, .from_elsewhere = true});
        }
    }
}

void Ignores::read_line(std::string_view text, std::size_t offset,
                        const std::vector<Statement>& statements) {
    const std::size_t end = std::min(text.find('\n', offset), text.size());
    std::size_t at = offset + mark.size();
    while (at < end) {
        const std::size_t word_end = std::min(text.find_first_of(" \t\v\f\n", at), end);
        const std::string_view word = text.substr(at, word_end - at);
        for (const std::string_view key : {of_statement, of_file}) {
            if (word.starts_with(key)) {
                add({.rule = std::string(word.substr(key.size())),
                     .place = at,
                     .whole_file = key == of_file},
                    statements);
            }
        }
        at = word_end + 1;
    }
}

void Ignores::add(Directive directive, const std::vector<Statement>& statements) {
    const auto covered = std::ranges::find_if(statements, [&](const Statement& one) {
        return one.offset + one.text.size() > directive.place;
    });
    if (covered != statements.end()) {
        directive.from = covered->offset;
        directive.to = covered->offset + covered->text.size();
    }
    directives_.push_back(std::move(directive));
}

Ignores::Directive* Ignores::covering(const PlacedFinding& found) {
    const std::string rule = to_string(found.finding.code);
    const auto covers = [&](const Directive& one) {
        return one.rule == rule &&
               (one.whole_file || (found.place >= one.from && found.place < one.to));
    };
    // The statement's own first, so that both are not called unused in turns.
    const auto near = std::ranges::find_if(
        directives_, [&](const Directive& one) { return !one.whole_file && covers(one); });
    const auto any = near != directives_.end() ? near : std::ranges::find_if(directives_, covers);
    return any == directives_.end() ? nullptr : &*any;
}

Where Ignores::where(const Directive& directive) const {
    if (directive.from_elsewhere) {
        return {.file = part_.migration->path};
    }
    return part_.up->where(directive.place);
}

Finding Ignores::unused(const Directive& directive, const Report& report) const {
    const auto code = code_from(directive.rule);
    const std::string rule = printable(directive.rule);
    const std::string word = directive.whole_file ? "lint-ignore-file=" : "lint-ignore=";
    std::string message = word + rule + " ignores nothing: ";
    if (!code || !is_lint(*code)) {
        message += "there is no such rule";
    } else {
        message += directive.whole_file ? "the migration has no such finding"
                                        : "the statement that it covers has no such finding";
    }
    Finding finding = report.finding(Code::NotLinted, directive.place, std::move(message),
                                     "take the directive out, or correct it");
    finding.where = where(directive);
    return finding;
}

void Ignores::settle(std::vector<PlacedFinding> found, const Report& report, LintResult& result) {
    for (PlacedFinding& each : found) {
        if (Directive* const directive = covering(each)) {
            directive->used = true;
            result.ignored.push_back({std::move(each.finding), where(*directive)});
        } else {
            result.findings.push_back(std::move(each.finding));
        }
    }
    for (const Directive& directive : directives_) {
        if (!directive.used) {
            result.unused.push_back(unused(directive, report));
        }
    }
}

}  // namespace gmig::sql::lint
