#include "db/postgresql/failure.hpp"

#include "db/postgresql/names.hpp"
#include <gmig/support/text.hpp>

#include <utility>

namespace gmig::db::postgresql {
namespace {

constexpr std::size_t longest_shown = 4000;

std::string shown(std::string text) {
    const bool fits = text.size() <= longest_shown;
    return printable_lines(fits ? text : cut(std::move(text), longest_shown) + " …");
}

void add_line(std::string& text, const char* name, const std::string& value) {
    if (!value.empty()) {
        text.append("\n").append(name).append(": ").append(shown(value));
    }
}

Error::Kind kind_of(const Failure& failure) {
    if (failure.sqlstate == "25006") {  // read_only_sql_transaction
        return Error::Kind::Guard;
    }
    return Error::Kind::Database;
}

}  // namespace

std::string describe(const Failure& failure) {
    std::string text = shown(failure.message);
    if (!failure.sqlstate.empty()) {
        text += " (SQLSTATE " + printable(failure.sqlstate) + ")";
    }
    add_line(text, "DETAIL", failure.detail);
    add_line(text, "HINT", failure.hint);
    add_line(text, "CONTEXT", failure.context);
    add_line(text, "BLOCKED BY", failure.blocked_by);
    return text;
}

Error refused(const Failure& failure, Where where) {
    return Error(kind_of(failure), describe(failure))
        .at(std::move(where))
        .state("nothing has changed");
}

Error interrupted(int signal) {
    return Error(Error::Kind::Signal, "interrupted").by_signal(signal).state("nothing has changed");
}

bool lost_a_race(const Failure& failure) {
    return failure.sqlstate == "40P01" || failure.sqlstate == "40001";
}

bool waited_in_vain(const Failure& failure) {
    return failure.sqlstate == "55P03";
}

}  // namespace gmig::db::postgresql
