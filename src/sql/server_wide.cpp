#include "sql/pattern.hpp"
#include <gmig/sql/statement.hpp>

#include <algorithm>

namespace gmig::sql {
namespace {

// CREATE USER MAPPING is about a foreign server, which is an object of the database.
constexpr std::string_view inside[] = {
    "CREATE|ALTER|DROP USER MAPPING",
};

constexpr std::string_view outside[] = {
    "CREATE|ALTER|DROP ROLE|USER|GROUP",
    "CREATE|ALTER|DROP DATABASE|TABLESPACE",
    "CREATE|ALTER|DROP SUBSCRIPTION",
    "ALTER SYSTEM",
    "COMMENT ON ROLE|DATABASE|TABLESPACE",
    "SECURITY LABEL ** ON ROLE|DATABASE|TABLESPACE",
    "REASSIGN OWNED",
    "DROP OWNED",
    "GRANT|REVOKE ** ON DATABASE|TABLESPACE|PARAMETER",
    "COPY ** TO",
    "COPY ** FROM PROGRAM",
};

/// GRANT role TO role: what is granted on an object says ON.
bool grants_membership(const Reader& statement) {
    return matches(statement, "GRANT|REVOKE") && !matches(statement, "GRANT|REVOKE ** ON");
}

}  // namespace

bool server_wide(Dialect dialect, const Statement& statement) {
    if (dialect == Dialect::Sqlite) {
        return false;
    }
    const Reader reader(statement.text, dialect);
    const auto fits = [&](std::string_view pattern) { return matches(reader, pattern); };
    return std::ranges::none_of(inside, fits) &&
           (std::ranges::any_of(outside, fits) || grants_membership(reader));
}

}  // namespace gmig::sql
